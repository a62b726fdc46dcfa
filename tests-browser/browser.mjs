// Debian's chromium, steered by playwright-core, with the watching every journey wants.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const WIDTHS = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };
// Nothing that phones home, so that every request seen is one of ours.
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A headless browser with a profile of its own that vanishes on close. */
export function openBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: FLAGS,
  });
}

/** A page in a new session, whose faults are collected: give it to `assertClean` after each step. */
export async function openPage(browser, url) {
  const context = await browser.newContext({ baseURL: url, viewport: WIDTHS.desktop });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  page.faults = [];
  watch(page, new URL(url).host);
  return page;
}

function watch(page, host) {
  const fault = (text) => page.faults.push(text);
  page.on("pageerror", (error) => fault(`script: ${error.message}`));
  page.on("console", (message) => message.type() === "error" && fault(`console: ${message.text()}`));
  page.on("requestfailed", (request) => fault(`failed: ${request.url()} ${request.failure()?.errorText}`));
  page.on("response", (answer) => answer.status() >= 400 && fault(`${answer.status()}: ${answer.url()}`));
  page.on("request", (request) => {
    const { protocol, host: asked } = new URL(request.url());
    if (protocol !== "data:" && asked !== host) fault(`left the host: ${request.url()}`);
  });
}

/** Fails on script errors, console errors, failed or refused requests, and requests to other hosts. */
export function assertClean(page) {
  assert.deepEqual(page.faults, []);
}

/** Forgets the faults so far, after a step that was meant to be refused. */
export function forgetFaults(page) {
  page.faults.length = 0;
}

/** Saves the whole page as NAME-desktop.png and NAME-phone.png; fails when it can be scrolled sideways. */
export async function photograph(page, name) {
  mkdirSync(screenshotFolder(), { recursive: true });
  const before = page.viewportSize();
  for (const [device, size] of Object.entries(WIDTHS)) {
    await page.setViewportSize(size);
    await page.screenshot({ path: join(screenshotFolder(), `${name}-${device}.png`), fullPage: true });
    await assertFits(page, `${name} on a ${device}`);
  }
  await page.setViewportSize(before);
}

// Right to left, overflow lies at negative offsets, which the scroll width counts as well.
async function assertFits(page, what) {
  const root = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return { scrollWidth, clientWidth };
  });
  assert.ok(root.scrollWidth <= root.clientWidth, `${what}: ${root.scrollWidth} wide in ${root.clientWidth}`);
}

function screenshotFolder() {
  return process.env.NSER_SCREENSHOTS ?? fileURLToPath(new URL("../target/screenshots", import.meta.url));
}
