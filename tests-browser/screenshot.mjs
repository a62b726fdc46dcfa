// One page as a picture, and what went wrong in it; tools/screenshot runs this.
import { openBrowser, openPage } from "./browser.mjs";

const [address, file, width = "1280", cookie] = process.argv.slice(2);
if (!file) {
  console.error("usage: tools/screenshot URL FILE.png [WIDTH] [NAME=VALUE of a cookie]");
  process.exit(2);
}

const browser = await openBrowser();
try {
  const page = await openPage(browser, address);
  await page.setViewportSize({ width: Number(width), height: 800 });
  if (cookie) await page.context().addCookies([asCookie(cookie)]);
  await page.goto(address, { waitUntil: "networkidle" });
  await page.screenshot({ path: file, fullPage: true });
  page.faults.forEach((fault) => console.error(fault));
} finally {
  await browser.close();
}

function asCookie(text) {
  const cut = text.indexOf("=");
  return { name: text.slice(0, cut), value: text.slice(cut + 1), url: address };
}
