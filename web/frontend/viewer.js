// Draws a procedure into every element that names one: an extra, the page's own list says the same.
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';

export { NavigatedViewer };
