// Sends every page given through one real Node client, changed in host and key alone; prints what it believes.
// node node_clients.cjs CLIENT URL KEY PAGE...
const [client, url, key, ...pages] = process.argv.slice(2);
const agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const failed = [];
const context = (page) => ({ ip: "203.0.113.7", userAgent: agent, page: { url: page } });
const call = (n) => ({ userId: `u${n}`, name: "Pricing", properties: { url: pages[n] }, context: context(pages[n]) });
const each = (send) => pages.forEach((page, n) => send(page, n));
const done = (send) => new Promise((resolve) => send((error) => resolve(error && failed.push(String(error)))));

const CLIENTS = {
  "@segment/analytics-node": async ({ Analytics }) => {
    const analytics = new Analytics({ writeKey: key, host: url, flushAt: 5 });
    analytics.on("error", (error) => failed.push(String(error.code)));
    each((page, n) => analytics.page(call(n)));
    await analytics.closeAndFlush({ timeout: 60000 });
  },
  "analytics-node": async (Analytics) => {
    const analytics = new Analytics(key, { host: url, flushAt: 5, errorHandler: (error) => failed.push(String(error)) });
    await Promise.all([...pages.map((page, n) => done((told) => analytics.page(call(n), told))), analytics.flush()]);
  },
  "@rudderstack/rudder-sdk-node": async (found) => {
    const analytics = new (found.default || found)(key, { dataPlaneUrl: url, flushAt: 5 });
    const told = pages.map((page, n) => done((tell) => analytics.page(call(n), tell)));
    analytics.flush();
    await Promise.all(told);
  },
  "posthog-node": async ({ PostHog }) => {
    const posthog = new PostHog(key, { host: url, flushAt: 100, fetchRetryDelay: 300 });
    posthog.on("error", (error) => failed.push(String(error)));
    each((page, n) => posthog.capture({ distinctId: `u${n}`, event: "$pageview", properties: { $current_url: page, $ip: "203.0.113.7" } }));
    await posthog.shutdown(60000);
  },
  "@snowplow/node-tracker": async ({ newTracker, buildPageView }) => {
    const { hostname, port } = new URL(url);
    let sent = 0;
    await new Promise((resolve) => {
      const options = { endpoint: hostname, port: Number(port), protocol: "http", eventMethod: "post", bufferSize: pages.length };
      options.onRequestSuccess = (events) => (sent += events.length) === pages.length && resolve();
      options.onRequestFailure = () => setTimeout(() => tracker.flush(), 200);
      const tracker = newTracker({ namespace: "ours", appId: "website" }, options);
      each((page, n) => (tracker.setUserId(`u${n}`), tracker.track(buildPageView({ pageUrl: page }))));
    });
  },
};

const alive = setInterval(() => {}, 1000); // some clients let the process end while they wait to send again
CLIENTS[client](require(client)).then(() => {
  clearInterval(alive);
  process.stdout.write(JSON.stringify(failed));
  process.exit(0);
});
