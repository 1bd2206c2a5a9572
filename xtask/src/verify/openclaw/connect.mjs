// Says what the gateway answers to a client: `node connect.mjs URL TOKEN [ORIGIN]`. With an origin it is a browser.
const [url, token, origin] = process.argv.slice(2);
const client = origin
  ? { id: "openclaw-control-ui", version: "1", platform: "linux", mode: "webchat" }
  : { id: "gateway-client", version: "1", platform: "linux", mode: "backend" };
const end = (answer) => {
  console.log(answer);
  process.exit(0);
};
setTimeout(() => end("no answer"), 15_000);
const socket = new WebSocket(url, { headers: origin ? { Origin: origin } : {} });
socket.onmessage = ({ data }) => {
  const message = JSON.parse(data);
  if (message.event === "connect.challenge") {
    const role = { role: "operator", scopes: ["operator.read"] };
    const params = { minProtocol: 1, maxProtocol: 99, client, auth: { token }, ...role };
    socket.send(JSON.stringify({ type: "req", id: "1", method: "connect", params }));
  } else if (message.id === "1") {
    end(message.ok ? "accepted" : JSON.stringify(message.error));
  }
};
socket.onclose = ({ code, reason }) => end(`closed ${code} ${reason}`);
