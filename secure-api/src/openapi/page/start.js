'use strict';
SwaggerUIBundle({
  spec: JSON.parse(document.getElementById('document').textContent),
  domNode: document.getElementById('page'),
  deepLinking: true,
  // What stands in the address of the page configures nothing, a token stays in memory, and no service is asked whether
  // the document is valid.
  queryConfigEnabled: false,
  persistAuthorization: false,
  validatorUrl: null,
});
