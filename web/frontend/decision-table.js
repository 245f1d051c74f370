import './studio/table/main.js';
