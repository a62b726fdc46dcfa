// Years pass: a member of staff presses the clock, sees life events as cases, declares an emergency, and finds the households
// that are due.
//
// NSER_URL, NSER_USER and NSER_PASSWORD say where; screenshots go to NSER_SCREENSHOTS. The demonstration's clock stays where this
// leaves it: other journeys come before. The pages are found by these data-testid attributes:
//   every page       clock (form with the button of a year)  clock-today (time)
//   emergencies      declare (form)  emergencies (table)
//   due              due-list (table)
//   calendar         coming (table of months)
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertClean, openBrowser, openPage, photograph } from "./browser.mjs";

// A year of life, notices and calendar takes some seconds.
const A_YEAR_MILLISECONDS = 120_000;

let browser;
let page;
const at = (id) => page.getByTestId(id);

before(async () => {
  browser = await openBrowser();
  page = await openPage(browser, setting("NSER_URL"));
});
after(() => browser?.close());

test("pressing the clock lets a year pass", async () => {
  await page.goto("/");
  await at("username").fill(setting("NSER_USER"));
  await at("password").fill(setting("NSER_PASSWORD"));
  await at("sign-in").click();
  const before = await today();
  await pressYear();
  const passed = await today();
  assert.equal(Number(passed.slice(0, 4)), Number(before.slice(0, 4)) + 1);
  await photograph(page, "a-year-later");
  assertClean(page);
});

test("what could not be settled by itself is a case", async () => {
  await page.goto("/cases");
  const cases = page.locator('a[href^="/cases/"]');
  assert.ok((await cases.count()) > 0, "there are cases");
  await photograph(page, "cases");
  await cases.first().click();
  await page.waitForURL(/\/cases\/./);
  await photograph(page, "case");
  assertClean(page);
});

test("an emergency is declared and stands at the head of the list", async () => {
  await page.goto("/emergencies");
  const form = at("declare");
  if (!(await form.isVisible())) await page.locator("summary").first().click();
  await form.locator("[name=name]").fill("Flood at Naya Abad");
  await form.locator("[name=authority]").fill("PDMA, notification 12");
  await form.locator("[name=from]").fill(await today());
  await form.locator("[name=until]").fill(`${Number((await today()).slice(0, 4)) + 1}-01-15`);
  await form.locator("[name=area]").first().fill("PK90101");
  await form.locator("button").last().click();
  await page.waitForURL(/\/emergencies\/./);
  await page.waitForLoadState("networkidle");
  await page.goto("/emergencies");
  assert.match(await at("emergencies").innerText(), /Flood at Naya Abad/);
  await photograph(page, "emergencies");
  assertClean(page);
});

test("after two years households are due", async () => {
  await pressYear();
  await page.goto("/due?type=cyclic");
  await at("due-list").waitFor();
  assert.ok((await at("due-list").locator("tbody tr").count()) > 0);
  await photograph(page, "due");
  await page.goto("/calendar");
  await at("coming").waitFor();
  await photograph(page, "calendar");
  assertClean(page);
});

async function pressYear() {
  const before = await today();
  await at("clock").locator("button[value='12']").click({ timeout: A_YEAR_MILLISECONDS, noWaitAfter: true });
  await page.waitForFunction(
    (then) => document.querySelector("[data-testid=clock-today]")?.getAttribute("datetime") !== then,
    before,
    { timeout: A_YEAR_MILLISECONDS },
  );
  // Whoever goes on before a page has all its parts cuts their loading off, and that looks like a fault.
  await page.waitForLoadState("networkidle");
}

function today() {
  return at("clock-today").getAttribute("datetime");
}

function setting(name) {
  const value = process.env[name];
  assert.ok(value, `${name} is not set: run tools/browser`);
  return value;
}
