// Scorecards: questions that hang on others, and everything by key. The server decides what
// an answer is worth; without this script all questions are shown with their conditions.

const cards = () => document.querySelectorAll(".scorecard .filling");

function answerOf(form, key) {
  return form.querySelector(`[name="a-${key}"]:checked`)?.value ?? "";
}

function settle(form) {
  const shown = new Set();
  for (const question of form.querySelectorAll("[data-question]")) {
    const { question: key, hangsOn, hangsAnswers, commentOn } = question.dataset;
    const asked = !hangsOn || (shown.has(hangsOn) && hangsAnswers.split("|").includes(answerOf(form, hangsOn)));
    if (asked) shown.add(key);
    question.hidden = !asked;
    const answer = answerOf(form, key);
    const text = question.querySelector("textarea");
    const needed = Boolean(answer) && commentOn.split("|").includes(answer);
    question.querySelector(".needed").hidden = !needed || Boolean(text.value.trim());
    if (needed) question.querySelector("details").open = true;
    if (answer) question.classList.remove("lacking");
  }
}

function nextOpen(form, after = null) {
  const questions = [...form.querySelectorAll("[data-question]:not([hidden])")];
  const from = after ? questions.indexOf(after) + 1 : 0;
  const order = [...questions.slice(from), ...questions.slice(0, from)];
  const open = order.find((question) => !answerOf(form, question.dataset.question));
  const target = open?.querySelector("input[type=radio]") ?? form.querySelector("button[value=submit]");
  target.focus();
  (open ?? target).scrollIntoView({ block: "nearest" });
}

function choose(question, input) {
  if (!input) return;
  input.checked = true;
  input.focus();
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function clock(second) {
  const minutes = Math.floor(second / 60);
  return `${minutes}:${(second - 60 * minutes).toFixed(1).padStart(4, "0")}`;
}

function commentHere() {
  const audio = document.querySelector("#audio");
  const place = document.querySelector("#score-comments [name=at]");
  if (!place) return;
  if (audio) place.value = clock(audio.currentTime);
  document.querySelector("#score-comments [name=text]").focus();
}

document.addEventListener("change", (event) => {
  const form = event.target.closest(".filling");
  if (form) settle(form);
  if (event.target.matches("[data-kind]")) kinds(event.target);
});
document.addEventListener("input", (event) => {
  const form = event.target.closest(".filling");
  if (form) settle(form);
});
document.addEventListener("focusin", (event) => {
  const audio = document.querySelector("#audio");
  const form = event.target.closest("#score-comments form.at");
  if (audio && form && event.target.name === "text" && !form.at.value) form.at.value = clock(audio.currentTime);
});

// Before the player sees a key that is meant for a card.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const form = document.querySelector(".scorecard .filling");
  if (!form) return;
  const question = event.target.closest("[data-question]");
  const typing = event.target.matches("textarea, select, input:not([type=radio]):not([type=checkbox])");
  if (typing) {
    if (event.key === "Escape" && question) {
      (question.querySelector(":checked") ?? question.querySelector("input[type=radio]")).focus();
    }
    return;
  }
  if (event.key === "q") nextOpen(form, question);
  else if (event.key === "t") commentHere();
  else if (event.key === "p") document.querySelector("#play")?.click();
  else if (question && /^[1-9]$/.test(event.key)) {
    const options = question.querySelectorAll("label:not(.na) > input[type=radio]");
    const named = [...options].find((input) => input.value === event.key);
    choose(question, named ?? options[Number(event.key) - 1]);
  } else if (question && event.key === "x") choose(question, question.querySelector(".na input"));
  else if (question && event.key === "c") {
    question.querySelector("details").open = true;
    question.querySelector("textarea").focus();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}, true);

// --- the builder: only the fields of the chosen kind of answer ----------------------------

function kinds(select) {
  for (const field of select.closest("fieldset").querySelectorAll("[data-for]")) {
    field.hidden = field.dataset.for !== select.value;
  }
}

function prepare() {
  for (const form of cards()) settle(form);
  for (const select of document.querySelectorAll("[data-kind]")) kinds(select);
}

document.documentElement.classList.add("scripted");
document.addEventListener("htmx:afterSettle", (event) => {
  prepare();
  // Sent with something missing: to the first of it.
  if (event.target.id !== "scorecard" && !event.target.querySelector?.("#scorecard")) return;
  document.querySelector(".question.lacking input[type=radio]")?.focus();
});
prepare();
