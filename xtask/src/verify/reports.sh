# Who waits for reports, at http://127.0.0.1:3001: what it is asked for is written down in `reports`, here.
python3 -c '
import http.server
class Kuma(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        with open("reports", "a") as reports:
            reports.write(self.path + "\n")
        self.send_response(200)
        self.end_headers()
    def log_message(self, *_):
        pass
http.server.HTTPServer(("127.0.0.1", 3001), Kuma).serve_forever()' >/dev/null 2>&1 &
for _ in $(seq 50); do
  if (: <"/dev/tcp/127.0.0.1/3001") 2>/dev/null; then break; fi
  sleep 0.1
done
# How many have come.
reports() { cat reports 2>/dev/null | wc -l; }
