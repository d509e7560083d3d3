/// Both ends of the transport's benchmarks; `Benchmarks/transport` starts them and measures.
///
/// ```text
/// transport-bench server waxwing|bare            listens on a free port of loopback, which it prints; ends with its input
/// transport-bench commands PORT COUNT BATCH      says NOOP so often, in batches, and prints commands a second
/// transport-bench hold PORT COUNT                opens connections, says EHLO on each, prints "ready", ends with its input
/// transport-bench bodies PORT COUNT OCTETS       sends so many messages at once, of that size, and prints the seconds
/// ```
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
        default: print("usage: see the top of TransportBench.swift")
        }
    }
}
