// Brings the start code from behind the # of the address into the form, and takes it out of the address again.
const start = document.getElementById("start");
function comeIn() {
  if (!start || location.hash.length < 2) return;
  start.elements.code.value = location.hash.slice(1);
  history.replaceState(null, "", "/start");
  start.submit();
}
comeIn();
addEventListener("hashchange", comeIn); // the whole address pasted where this page stands already loads nothing anew
