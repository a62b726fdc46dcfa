// Two surveys of a household side by side: a tablet sends a questionnaire and then its correction; a member of staff sets
// both beside each other, sees what changed and who left, chooses the other way round, reads it on a phone and in Urdu.
//
// NSER_URL, NSER_USER, NSER_PASSWORD and NSER_TABLET (a tablet's server address) say where;
// screenshots go to NSER_SCREENSHOTS. The pages are found by these data-testid attributes, and by nothing else:
//   household page   surveys (table; a row in its body for each survey)  compare (link)
//   comparison page  older  newer (selects; the button beside them shows)  tally  changed (row of an answer that changed)
//                    person-stayed  person-joined  person-left (a person of either roster)
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { assertClean, openBrowser, openPage, photograph } from "./browser.mjs";

const QUESTIONNAIRE = new URL("../forms/examples/household/farmer-family.xml", import.meta.url);

let browser;
let page;
let number;
const at = (id) => page.getByTestId(id);

before(async () => {
  browser = await openBrowser();
  page = await openPage(browser, setting("NSER_URL"));
});
after(() => browser?.close());

test("a tablet sends a questionnaire and its correction", async () => {
  const first = await readFile(QUESTIONNAIRE, "utf8");
  [, number] = /<number>([^<]+)<\/number>/.exec(first);
  await send(first);
  await send(corrected(first));
});

test("staff find both surveys on the household's page", async () => {
  await page.goto("/");
  await at("username").fill(setting("NSER_USER"));
  await at("password").fill(setting("NSER_PASSWORD"));
  await at("sign-in").click();
  await at("search").fill(number);
  await at("search").press("Enter");
  await at("search-result").first().click();
  await at("surveys").waitFor();
  assert.equal(await at("surveys").locator("tbody tr").count(), 2);
  assertClean(page);
});

test("side by side they show the answer that changed and who is listed no longer", async () => {
  await at("compare").click();
  await at("tally").waitFor();
  const changed = await at("changed").allInnerTexts();
  assert.ok(changed.some((row) => /\b3\b[^]*\b9\b/.test(row)), `rooms went from 3 to 9: ${changed}`);
  assert.equal(await at("person-left").count(), 1);
  assert.equal(await at("person-joined").count(), 0);
  await photograph(page, "two-surveys");
  assertClean(page);
});

test("chosen the other way round, the older one still stands first", async () => {
  const [older, newer] = [await at("older").inputValue(), await at("newer").inputValue()];
  await at("older").selectOption(newer);
  await at("newer").selectOption(older);
  await page.locator("form:has([data-testid=older]) button").click();
  await page.waitForURL(/older=/);
  assert.equal(await at("older").inputValue(), older);
  assert.equal(await at("person-left").count(), 1);
  assertClean(page);
});

test("the same page reads from right to left in Urdu", async () => {
  await at("lang-ur").click();
  await page.locator('html[lang="ur"][dir="rtl"]').waitFor();
  await at("person-left").locator("summary").first().click();
  await photograph(page, "two-surveys-urdu");
  await at("lang-en").click();
  await page.locator('html[lang="en"][dir="ltr"]').waitFor();
  assertClean(page);
});

// The correction has another number of rooms and leaves out the last member.
function corrected(first) {
  const id = /<instanceID>([^<]+)<\/instanceID>/.exec(first)[1];
  const members = [...first.matchAll(/<member>[^]*?<\/member>/g)].map(([member]) => member);
  return first
    .replace(members.at(-1), "")
    .replace(/<members_count>\d+</, `<members_count>${members.length - 1}<`)
    .replace(/<rooms>\d+</, "<rooms>9<")
    .replace(/<instanceID>[^<]+</, `<deprecatedID>${id}</deprecatedID><instanceID>${id.slice(0, -1)}f<`);
}

async function send(xml) {
  const body = new FormData();
  body.append("xml_submission_file", new Blob([xml], { type: "text/xml" }), "submission.xml");
  const headers = { "X-OpenRosa-Version": "1.0" };
  const address = `${setting("NSER_TABLET")}/submission?deviceID=browser-test`;
  const answer = await fetch(address, { method: "POST", headers, body });
  assert.equal(answer.status, 201, await answer.text());
}

function setting(name) {
  const value = process.env[name];
  assert.ok(value, `${name} is not set; tools/browser sets it`);
  return value;
}
