// Style elements that libraries make carry the nonce of the page, or the browser would not take them.
const nonce = document.querySelector('meta[property="csp-nonce"]')?.nonce;

if (nonce) {
  const create = Document.prototype.createElement;
  Document.prototype.createElement = function createElement(name, options) {
    const element = create.call(this, name, options);
    if (String(name).toLowerCase() === 'style') element.nonce = nonce;
    return element;
  };
}
