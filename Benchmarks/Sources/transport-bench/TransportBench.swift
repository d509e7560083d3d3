import SMTPProtocol

/// Both ends of the transport's benchmarks; `Benchmarks/transport`, `Benchmarks/transport-tls` and
/// `Benchmarks/peers/tls_comparison.py` start them and measure.
///
/// ```text
/// transport-bench server waxwing|bare        listens on a free port of loopback, which it prints; ends with its input
/// transport-bench commands PORT COUNT BATCH  says NOOP so often, in batches, and prints commands a second
/// transport-bench hold PORT COUNT            opens connections, says EHLO on each, prints "ready", ends with its input
/// transport-bench bodies PORT COUNT OCTETS   sends so many messages at once, of that size, and prints the seconds
///
/// transport-bench certificate --key rsa2048|p256 prints a key and a self-signed certificate of it
/// transport-bench tls-server --certificate FILE [--host ADDRESS]
///     listens; prints the ports for STARTTLS, for implicit TLS and for logins under implicit TLS; ends with its input
///
/// transport-bench tls-sessions ...           opens and ends so many sessions
/// transport-bench tls-data --octets N ...    sends so many messages of that size over one connection of each client
/// transport-bench tls-idle ...               opens so many connections, prints "ready", ends with its input
/// transport-bench pool --pooled yes|no --octets N ...
///     sends so many messages, over kept connections or one for each
/// transport-bench logins --mechanism NAME ...    opens and ends so many sessions with a login
/// ```
///
/// The last five speak to any server: `--server ADDRESS:PORT --count N [--clients N] [--security WHICH]`, WHICH being
/// clear, starttls or implicit. But for `tls-idle` they prepare, print "ready", begin when they are given a line, and
/// print a line of JSON.
@main
enum TransportBench {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        let numbers = arguments.dropFirst().compactMap { Int($0) }
        switch (arguments.first, numbers.count) {
        case ("server", 0): try await Server.run(isBare: arguments.last == "bare")
        case ("commands", 3): Client.commands(port: numbers[0], count: numbers[1], batch: numbers[2])
        case ("hold", 2): Client.hold(port: numbers[0], count: numbers[1])
        case ("bodies", 3): Client.bodies(port: numbers[0], count: numbers[1], octets: numbers[2])
        default: try await runWithOptions(arguments.first, try Options(arguments.dropFirst()))
        }
    }

    private static func runWithOptions(_ scenario: String?, _ options: Options) async throws {
        switch scenario {
        case "certificate": try TLSServer.printCertificate(options)
        case "tls-server": try await TLSServer.run(options)
        case "tls-sessions": try await Load(options).sessions().report()
        case "tls-data": try await Load(options).messages(octets: options.number("octets")).report()
        case "tls-idle": try await Load(options).hold()
        case "pool":
            let isPooled = try options.text("pooled") == "yes"
            try await Load(options).relayed(octets: options.number("octets"), isPooled: isPooled).report()
        case "logins":
            var load = try Load(options)
            let name = try options.text("mechanism")
            guard let mechanism = SASLMechanism(name: name) else {
                throw Options.Mistake(description: "there is no mechanism '\(name)'")
            }
            var credentials = SMTPCredentials(user: TLSServer.user, password: TLSServer.password)
            credentials.mechanisms = [mechanism]
            load.credentials = credentials
            try await load.sessions().report()
        default: print("usage: see the top of TransportBench.swift")
        }
    }
}
