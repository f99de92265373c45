/* Keeps the pages that were read last, for reading without a connection. A page comes from the
   network whenever that answers, never from the browser's own store; a kept one says when it was
   kept (assets/offline.js). The site says with every answer how often something was published or
   withdrawn (X-Edition). Kept are pages of the highest edition that the browser has seen and no
   others, so that what was withdrawn does not stay. Nothing that was typed is kept, and nothing is
   sent anywhere. */
"use strict";

const PAGES = "pages-";
const FILES = "files";
const OFFLINE = "/offline";
const MOST_PAGES = 40;
const MOST_FILES = 120;

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(page(event, address));
  else if (address.pathname.startsWith("/static/")) event.respondWith(file(event.request));
});

/* A page that has just been read says so, because the first one came before this script. */
self.addEventListener("message", (event) => {
  if (event.data && event.data.page) event.waitUntil(take(event.data));
});

async function page(event, address) {
  try {
    const response = await fetch(event.request, { cache: "no-cache" });
    event.waitUntil(keep(address, response.clone()));
    return response;
  } catch (failure) {
    return await kept(address) || await missing(address) || Response.error();
  }
}

async function file(request) {
  const files = await caches.open(FILES);
  const found = await files.match(request, { ignoreVary: true });
  if (found) return found;
  const response = await fetch(request);
  if (response.ok) {
    await files.put(request, response.clone());
    await trim(files, MOST_FILES, () => true);
  }
  return response;
}

async function take(told) {
  for (const path of [told.page, told.offline]) {
    const address = new URL(path, location.origin);
    if (!await caches.match(address.href, { ignoreVary: true })) {
      await keep(address, await fetch(address, { cache: "no-cache" }));
    }
  }
  for (const path of told.files) await file(new Request(path));
}

function keepable(address, response) {
  return response.ok && !response.redirected && response.headers.has("X-Release")
    && (response.headers.get("Content-Type") || "").startsWith("text/html")
    && !address.searchParams.has("release") && !address.searchParams.has("q");
}

function edition(name) {
  return Number((/^pages-e(\d+)$/.exec(name) || [])[1] || 0);
}

/* The store for the pages of an answer's edition; those of earlier ones go. None where the site did
   not say its edition (a server in front of it answered) or the answer is of an earlier one. */
async function store(response) {
  if (!response.headers.has("X-Edition")) return null;
  const own = PAGES + "e" + response.headers.get("X-Edition");
  const others = (await caches.keys()).filter((n) => n.startsWith(PAGES) && n !== own);
  const empty = response.status === 503;
  if (!empty && others.some((name) => edition(name) > edition(own))) return null;
  await Promise.all((empty ? [...others, own] : others).map((name) => caches.delete(name)));
  return caches.open(own);
}

async function keep(address, response) {
  const pages = await store(response);
  if (!pages || !keepable(address, response)) return;
  const headers = new Headers(response.headers);
  ["Vary", "Content-Encoding", "Content-Length"].forEach((header) => headers.delete(header));
  headers.set("X-Kept", new Date().toISOString());
  const body = await response.text();
  const key = address.origin + address.pathname + address.search;
  await pages.delete(key);
  await pages.put(key, new Response(body, { headers: headers }));
  await trim(pages, MOST_PAGES, (url) => !url.pathname.endsWith(OFFLINE));
}

/* The oldest go first: a cache lists its entries in the order in which they came. */
async function trim(cache, most, counts) {
  const entries = (await cache.keys()).filter((entry) => counts(new URL(entry.url)));
  for (const entry of entries.slice(0, Math.max(entries.length - most, 0))) {
    await cache.delete(entry);
  }
}

async function kept(address) {
  const found = await caches.match(address.origin + address.pathname + address.search);
  return found && marked(found, 200, `data-kept="${found.headers.get("X-Kept")}"`);
}

/* The page that lists what is kept, in the language of the address or else in any. */
async function missing(address) {
  const known = [];
  for (const name of await caches.keys()) {
    if (!name.startsWith(PAGES)) continue;
    for (const entry of await (await caches.open(name)).keys()) {
      if (new URL(entry.url).pathname.endsWith(OFFLINE)) known.push(entry.url);
    }
  }
  const [, first] = address.pathname.split("/");
  const own = known.find((url) => new URL(url).pathname === `/${first}${OFFLINE}`);
  const plain = known.find((url) => new URL(url).pathname === OFFLINE);
  const found = known.length && await caches.match(own || plain || known[0]);
  return found ? marked(found, 503, "data-missing") : null;
}

async function marked(response, status, mark) {
  const html = (await response.text()).replace("<html ", `<html ${mark} `);
  return new Response(html, { status: status, headers: response.headers });
}
