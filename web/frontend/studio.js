import './studio/main.js';
