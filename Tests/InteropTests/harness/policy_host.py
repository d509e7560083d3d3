"""Policy hosts of MTA-STS (RFC 8461): each serves one domain's policy over HTTPS, and counts who asked."""

import http.server
import ssl
import threading


class PolicyHost:
    """`mta-sts.DOMAIN` on ADDRESS:443, from entering the `with` block to leaving it."""

    def __init__(self, address, certificate, policy):
        """`certificate` are two PEM files, `policy` the lines of the policy."""
        self.address, self.asked = address, 0
        self.policy = "".join(f"{line}\r\n" for line in policy).encode()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(*certificate)

    def __enter__(self):
        host = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                host.asked += 1
                found = self.path == "/.well-known/mta-sts.txt"
                self.send_response(200 if found else 404)
                self.send_header("Content-Type", "text/plain")
                self.send_header("Content-Length", str(len(host.policy) if found else 0))
                self.end_headers()
                if found:
                    self.wfile.write(host.policy)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer((self.address, 443), Handler)
        self.server.socket = self.context.wrap_socket(self.server.socket, server_side=True)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
