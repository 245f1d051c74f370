import './studio/form/main.js';
