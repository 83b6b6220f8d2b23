// Comes only with an error summary: take people to what is wrong.
document.querySelector(".error-summary")?.focus();
