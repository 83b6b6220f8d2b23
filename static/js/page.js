// The only script every page carries: when something is wrong with a form, take people to what it is.
document.querySelector(".error-summary")?.focus();
