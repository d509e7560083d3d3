import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix

/// Asks rspamd about messages, by HTTP.
///
/// One is made for the process, and shut down with it. Whatever goes wrong is an answer: nothing is thrown.
///
/// Guarantees: an answer comes within the time that was set, as long as time passes; of a reply at most
/// `maximumReplySize` octets are read; of a message only a piece is in memory besides what its source keeps.
///
/// Known limits: of milter's part of a reply only the fields to add are read.
final class RspamdClient: Sendable {
    /// What came of a question; complete.
    enum Answer: Hashable, Sendable {
        /// Rspamd has judged the message.
        case verdict(SpamVerdict)
        /// It has not, for this reason.
        case unavailable(String)
        /// It has, at greater length than is read, for this reason: how long a reply is depends on the message.
        case excessive(String)
    }

    /// The largest reply that is read, in octets: those of long messages with many links have some ten thousand.
    static let maximumReplySize = 1_048_576
    /// How many messages rspamd is shown at a time; others wait, and the wait counts as theirs.
    static let maximumQuestions = 32
    /// The longest wait for a connection: rspamd is near.
    static let connectTime = Duration.seconds(5)

    /// Where it listens.
    let origin: ServerConfiguration.HTTPOrigin
    private let password: RedactedText?
    private let timeout: Duration
    private let client: HTTPClient

    /// Makes a client.
    ///
    /// - Parameters:
    ///   - origin: where rspamd listens.
    ///   - password: what it demands, without control characters; nil for nothing.
    ///   - timeout: how long is waited for an answer.
    ///   - group: whose event loops it runs on.
    init(
        to origin: ServerConfiguration.HTTPOrigin, password: RedactedText?, timeout: Duration,
        group: any EventLoopGroup
    ) {
        self.origin = origin
        self.password = password
        self.timeout = timeout
        client = HTTPClient(eventLoopGroup: group, configuration: Self.configuration)
    }

    deinit { client.shutdown { _ in } }

    private static var configuration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.httpVersion = .http1Only
        configuration.timeout.connect = TimeAmount(connectTime)
        // A message is not to wait until rspamd is there again.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = maximumQuestions
        configuration.maximumUsesPerConnection = 1
        configuration.decompression = .disabled
        configuration.tracing.tracer = nil
        return configuration
    }

    /// Ends what is under way, and everything that waits; later questions are answered by `unavailable`.
    func shutdown() async { try? await client.shutdown() }

    /// Asks about a message.
    ///
    /// - Parameter message: the message.
    func ask(about message: FilteredMessage) async -> Answer {
        await withTaskGroup(of: Answer.self) { group in
            group.addTask { await self.exchange(about: message) }
            group.addTask { [timeout] in
                try? await ContinuousClock().sleep(for: timeout)
                return .unavailable(Task.isCancelled ? "it was asked no longer" : "it had none after \(timeout)")
            }
            defer { group.cancelAll() }
            return await group.next() ?? .unavailable("it was asked no longer")
        }
    }

    private func exchange(about message: FilteredMessage) async -> Answer {
        let request = RspamdRequest.request(about: message, to: origin, password: password)
        do {
            // Whoever asks gives up before; this bounds the request where that clock stands still.
            let deadline = NIODeadline.now() + TimeAmount(timeout + .seconds(30))
            let response = try await client.execute(request, deadline: deadline)
            guard response.status == .ok else { return .unavailable("it answers \(response.status.code)") }
            guard Self.isJSON(response.headers.first(name: "Content-Type")) else {
                return .unavailable("it answers in another form than JSON")
            }
            var octets: [UInt8] = []
            for try await piece in response.body {
                guard piece.readableBytes <= Self.maximumReplySize - octets.count else {
                    return .excessive("its reply is larger than \(Self.maximumReplySize) octets")
                }
                octets.append(contentsOf: piece.readableBytesView)
            }
            guard let reply = try? RspamdReply(parsing: octets) else {
                return .unavailable("its reply cannot be read")
            }
            return .verdict(reply.verdict)
        } catch {
            return .unavailable(Self.reason(error))
        }
    }

    private static func isJSON(_ type: String?) -> Bool {
        let word = (type ?? "").prefix { $0 != ";" }.lowercased()
        return word.filter { $0 != " " } == "application/json"
    }

    /// What happened, in words that hold nothing of the request: its headers have the password.
    private static func reason(_ error: any Error) -> String {
        switch error {
        case let error as HTTPClientError: error.shortDescription
        case let error as NIOConnectionError:
            error.connectionErrors.first.map { reason($0.error) } ?? "it cannot be reached"
        case let error as IOError: error.description
        case is HTTPParserError: "what it answers is not HTTP"
        case is CancellationError: "it was asked no longer"
        default: "\(type(of: error))"
        }
    }
}
