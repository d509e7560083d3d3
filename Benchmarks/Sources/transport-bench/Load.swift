import MailAddressing
import NIOCore
import NIOPosix
import SMTPProtocol
import SMTPTransport

/// The clients of the scenarios with TLS: `SMTPClient` on one event loop, whatever the server.
///
/// Each scenario opens what it needs beforehand, prints "ready", and begins when it is given a line, so that whoever
/// measures the server can look at it before and behind. The first failure ends the process.
struct Load: Sendable {
    /// What a session did that was not expected, for people.
    struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    let address: SocketAddress
    let security: SMTPClient.Security
    /// How many clients there are at a time.
    let clients: Int
    /// How much all of them do together.
    let count: Int
    var credentials: SMTPCredentials?
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    init(_ options: Options) throws {
        address = try options.address()
        security = try options.security()
        clients = try options.number("clients", default: 10)
        count = try options.number("count")
    }

    /// DATA for messages of any size, as not every server takes BDAT in the same way.
    static let behaviour = SMTPClient.Behaviour(chunking: .never)

    func connect() async throws(SMTPClientFailure) -> SMTPClient {
        try await SMTPClient.connect(
            to: address, serverName: "mx.example.com", helloName: "bench.example", security: security,
            credentials: credentials, behaviour: Self.behaviour, timeouts: Self.timeouts, group: group)
    }

    /// Where messages go for `SMTPConnectionPool`.
    var destination: SMTPConnectionPool.Destination {
        SMTPConnectionPool.Destination(
            address: address, serverName: "mx.example.com", helloName: "bench.example", security: security,
            behaviour: Self.behaviour)
    }

    /// A pool of no more connections than there are clients, else with its defaults.
    func makePool() -> SMTPConnectionPool {
        var limits = SMTPConnectionPoolLimits()
        limits.maximumConnectionsPerHost = clients
        return SMTPConnectionPool(limits: limits, timeouts: Self.timeouts, group: group)
    }

    /// A minute for everything, so that a server that hangs ends the benchmark.
    private static var timeouts: SMTPClientTimeouts {
        var timeouts = SMTPClientTimeouts()
        timeouts.connect = .seconds(60)
        timeouts.greeting = .seconds(60)
        timeouts.session = .seconds(60)
        timeouts.envelope = .seconds(60)
        timeouts.keptConnection = .seconds(60)
        timeouts.data = .seconds(60)
        timeouts.message = .seconds(60)
        timeouts.finalDot = .seconds(60)
        return timeouts
    }

    /// Says that all is prepared, and waits to be told to begin.
    static func waitForStart() {
        print("ready")
        flushOutput()
        _ = readLine()
    }

    /// Runs the clients side by side, each with its number and its share of the count.
    ///
    /// - Returns: the sum of what they give.
    func sideBySide(
        _ work: @escaping @Sendable (_ client: Int, _ share: Int) async throws -> Int
    ) async throws -> Int {
        try await withThrowingTaskGroup(of: Int.self) { tasks in
            for client in 0..<clients {
                let share = count / clients + (client < count % clients ? 1 : 0)
                tasks.addTask { try await work(client, share) }
            }
            return try await tasks.reduce(0, +)
        }
    }
}

/// A message and its envelope.
struct Parcel: Sendable {
    let transaction: SMTPTransaction
    let content: ByteBuffer

    /// A message of so many octets and a few more, in lines of 76.
    init(octets: Int) throws {
        var content = ByteBuffer(string: "Subject: bench\r\n\r\n")
        let line = ByteBuffer(string: String(repeating: "x", count: 76) + "\r\n")
        while content.readableBytes < octets { content.writeImmutableBuffer(line) }
        self.content = content
        transaction = SMTPTransaction(
            reversePath: try ReversePath("ada@sender.example"), recipients: [try Mailbox("bob@bench.example")],
            size: content.readableBytes, isEightBit: false)
    }

    /// Hands it to a server, which has to take it.
    func send(over client: SMTPClient) async throws {
        try Self.check(await client.send(transaction, content: content))
    }

    static func check(_ outcomes: [SMTPRecipientOutcome]) throws {
        for outcome in outcomes {
            guard case .accepted = outcome else {
                throw Load.Refusal(description: "a message was not taken: \(outcome)")
            }
        }
    }
}

/// What a scenario came to, printed as one line of JSON.
struct Outcome {
    var count: Int
    var seconds: Double
    var octets = 0
    var connections = 0
    var tls: String?

    func report() {
        let version = tls.map { "\"\($0)\"" } ?? "null"
        print(
            "{\"count\": \(count), \"seconds\": \(seconds), \"octets\": \(octets), "
                + "\"connections\": \(connections), \"tls\": \(version)}")
        flushOutput()
    }
}
