// First light: a tablet submits a questionnaire; a member of staff signs in, finds the household, reads its points,
// moves the as-of date, reads Urdu.
//
// NSER_URL, NSER_USER, NSER_PASSWORD and NSER_TABLET (a tablet's server address) say where;
// screenshots go to NSER_SCREENSHOTS. The pages are found by these data-testid attributes, and by nothing else:
//   sign-in page    username  password  sign-in (button)
//   every page      search (box; Enter searches)  lang-ur  lang-en (links or buttons)
//   search results  search-result (link to the household)
//   household page  household-title (holds the registry number)  as-of (date input; Enter or leaving it shows that date)
//                   score (holds the number)  score-points (table; in each tbody row one cell `points`)
//                   decision  timeline (in each change a <time datetime="YYYY-MM-DD…">, when it took effect)
//                   not-yet-known (in place of the rest, on a date before the first change)
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { assertClean, forgetFaults, openBrowser, openPage, photograph } from "./browser.mjs";

const QUESTIONNAIRE = new URL("../forms/examples/household/widow-in-town.xml", import.meta.url);

let browser;
let page;
let xml;
const at = (id) => page.getByTestId(id);

before(async () => {
  browser = await openBrowser();
  page = await openPage(browser, setting("NSER_URL"));
});
after(() => browser?.close());

test("a tablet submits a questionnaire", async () => {
  xml = await readFile(QUESTIONNAIRE, "utf8");
  const body = new FormData();
  body.append("xml_submission_file", new Blob([xml], { type: "text/xml" }), "submission.xml");
  const headers = { "X-OpenRosa-Version": "1.0" };
  const address = `${setting("NSER_TABLET")}/submission?deviceID=browser-test`;
  const answer = await fetch(address, { method: "POST", headers, body });
  assert.equal(answer.status, 201, await answer.text());
});

test("a wrong password is refused with a message", async () => {
  await page.goto("/");
  await photograph(page, "sign-in");
  assertClean(page);
  await signIn(setting("NSER_USER"), "not the password");
  await page.getByRole("alert").waitFor();
  forgetFaults(page);
});

test("staff sign in and find the household just submitted by a member's number", async () => {
  await signIn(setting("NSER_USER"), setting("NSER_PASSWORD"));
  await at("search").waitFor();
  await photograph(page, "home");
  const [, number] = /<number>([^<]+)<\/number>/.exec(xml);
  await at("search").fill(number);
  await at("search").press("Enter");
  await at("search-result").first().waitFor();
  await photograph(page, "search-results");
  await at("search-result").first().click();
  await at("score").waitFor();
  assert.match(await at("household-title").innerText(), /\d{3}-\d{3}-\d{4}/);
  assertClean(page);
});

test("the points of the answers add up to the score", async () => {
  const points = (await at("score-points").getByTestId("points").allInnerTexts()).map(Number);
  assert.ok(points.length > 0, "the score shows no points");
  const sum = points.reduce((total, one) => total + one, 0);
  assert.equal(sum.toFixed(2), Number(await at("score").innerText()).toFixed(2));
  await at("decision").waitFor();
  await photograph(page, "household");
  assertClean(page);
});

test("before its first change the household was not yet known", async () => {
  const dates = await at("timeline").locator("time").evaluateAll((times) => times.map((time) => time.dateTime));
  const first = dates.map((date) => date.slice(0, 10)).sort()[0];
  await showAsOf(dayBefore(first));
  await at("not-yet-known").waitFor();
  await photograph(page, "household-before");
  await showAsOf(first);
  await at("score-points").waitFor();
  assertClean(page);
});

test("the same page reads from right to left in Urdu", async () => {
  await at("lang-ur").click();
  await page.locator('html[lang="ur"][dir="rtl"]').waitFor();
  await at("score-points").waitFor();
  await photograph(page, "household-urdu");
  await at("lang-en").click();
  await page.locator('html[lang="en"][dir="ltr"]').waitFor();
  assertClean(page);
});

async function signIn(user, password) {
  await at("username").fill(user);
  await at("password").fill(password);
  await at("sign-in").click();
}

async function showAsOf(date) {
  await at("as-of").fill(date);
  await at("as-of").press("Enter");
}

function dayBefore(date) {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() - 1);
  return day.toISOString().slice(0, 10);
}

function setting(name) {
  const value = process.env[name];
  assert.ok(value, `${name} is not set; tools/browser sets it`);
  return value;
}
