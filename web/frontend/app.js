// What every page loads: partial updates. Pages work without it.
import 'htmx.org';
