// Brings the start code from behind the # of the address into the form, and takes it out of the address again.
const start = document.getElementById("start");
if (start && location.hash.length > 1) {
  start.elements.code.value = location.hash.slice(1);
  history.replaceState(null, "", "/start");
  start.submit();
}
