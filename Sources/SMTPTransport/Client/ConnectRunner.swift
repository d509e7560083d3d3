import NIOCore
import NIOPosix
import SMTPProtocol

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Runs a `ConnectRace` on an event loop, which is the only one that touches it; all rules are in the race.
///
/// Guarantees: its promise is completed, and of all connections at most the one that it gives is left open.
final class ConnectRunner {
    /// What came of a race.
    struct Connected: Sendable {
        /// The connection, of which nothing was read before it was prepared.
        let channel: any Channel
        /// The address that it goes to.
        let address: SocketAddress
        /// How long it took, failed addresses included.
        let duration: Duration
    }

    private let addresses: [SocketAddress]
    private let localAddress: SocketAddress?
    private let timeouts: SMTPClientTimeouts
    private let eventLoop: any EventLoop
    private let prepare: (any Channel) throws -> Void
    private let connected: EventLoopPromise<Connected>
    private let began: NIODeadline
    private var race: ConnectRace
    private var channels: [(any Channel)?]
    private var reasons: [String?]
    private var delay: Scheduled<Void>?
    private var isCancelled = false

    private init(
        _ addresses: [SocketAddress], _ localAddress: SocketAddress?, _ timeouts: SMTPClientTimeouts,
        _ eventLoop: any EventLoop, _ prepare: @escaping (any Channel) throws -> Void,
        _ connected: EventLoopPromise<Connected>
    ) {
        self.addresses = addresses
        self.localAddress = localAddress
        self.timeouts = timeouts
        self.eventLoop = eventLoop
        self.prepare = prepare
        self.connected = connected
        began = eventLoop.now
        race = ConnectRace(count: addresses.count)
        channels = Array(repeating: nil, count: addresses.count)
        reasons = Array(repeating: nil, count: addresses.count)
    }

    /// Connects to the first of some addresses that takes the connection.
    ///
    /// - Parameters:
    ///   - addresses: addresses of one host, the preferred one first.
    ///   - localAddress: the address to connect from, or nil for the system's choice.
    ///   - timeouts: how long to wait for a connection, and for the second address.
    ///   - eventLoop: where all of it happens.
    ///   - prepare: has the connection on the event loop before anything is read from it; what it throws ends it.
    /// - Returns: the connection that was made first.
    /// - Throws: `SMTPClientFailure` at stage `connect`, also when the task was cancelled.
    static func connect(
        to addresses: [SocketAddress], from localAddress: SocketAddress?, timeouts: SMTPClientTimeouts,
        on eventLoop: any EventLoop, preparing prepare: @escaping @Sendable (any Channel) throws -> Void
    ) async throws(SMTPClientFailure) -> Connected {
        let connected = eventLoop.makePromise(of: Connected.self)
        let running = NIOLoopBoundBox<ConnectRunner?>.makeEmptyBox(valueType: ConnectRunner.self, eventLoop: eventLoop)
        eventLoop.execute {
            let runner = ConnectRunner(addresses, localAddress, timeouts, eventLoop, prepare, connected)
            running.value = runner
            runner.run(runner.race.start())
        }
        do {
            return try await withTaskCancellationHandler {
                try await connected.futureResult.get()
            } onCancel: {
                eventLoop.execute { running.value?.cancel() }
            }
        } catch let failure as SMTPClientFailure {
            throw failure
        } catch {
            throw SMTPClientFailure(.connection(words(for: error)), at: .connect)
        }
    }

    private func cancel() {
        isCancelled = true
        run(race.cancel())
    }

    private func run(_ actions: [ConnectRace.Action]) {
        for action in actions {
            switch action {
            case .awaitDelay: awaitDelay()
            case .connect(let index): connect(index)
            case .use(let index): use(index)
            case .close(let index): channels[index]?.close(promise: nil)
            case .fail: connected.fail(isCancelled ? OwnTrouble.cancelled.failure(at: .connect) : failure)
            }
        }
        if race.isOver { delay?.cancel() }
    }

    /// What the addresses that were tried have come to.
    private var failure: SMTPClientFailure {
        var heard: [(address: SocketAddress, reason: String)] = []
        for (address, reason) in zip(addresses, reasons) {
            if let reason { heard.append((address: address, reason: reason)) }
        }
        return Self.failure(of: heard)
    }

    private func awaitDelay() {
        let loopBound = NIOLoopBound(self, eventLoop: eventLoop)
        delay?.cancel()
        delay = eventLoop.scheduleTask(in: TimeAmount(max(timeouts.secondAddress, Self.leastDelay))) {
            let runner = loopBound.value
            runner.run(runner.race.delayOver())
        }
    }

    private func connect(_ index: Int) {
        let loopBound = NIOLoopBound(self, eventLoop: eventLoop)
        var bootstrap = ClientBootstrap(group: eventLoop)
            .connectTimeout(TimeAmount(timeouts.connect))
            .channelInitializer { channel in
                loopBound.value.channels[index] = channel
                return channel.eventLoop.makeSucceededVoidFuture()
            }
        if let localAddress { bootstrap = bootstrap.bind(to: localAddress) }
        // On the same event loop this is called before the channel is read from.
        bootstrap.connect(to: addresses[index]).whenComplete { result in loopBound.value.ended(index, result) }
    }

    private func ended(_ index: Int, _ result: Result<any Channel, any Error>) {
        switch result {
        case .success: run(race.connected(index))
        case .failure(let error):
            reasons[index] = Self.words(for: error)
            run(race.failed(index))
        }
    }

    private func use(_ index: Int) {
        do {
            guard let channel = channels[index] else { throw ChannelError.ioOnClosedChannel }
            try prepare(channel)
            let duration = Duration(eventLoop.now - began)
            connected.succeed(Connected(channel: channel, address: addresses[index], duration: duration))
        } catch {
            channels[index]?.close(promise: nil)
            connected.fail(error)
        }
    }

    /// The least head start that an address has (RFC 8305, section 5).
    private static let leastDelay = Duration.milliseconds(10)
}

extension ConnectRunner {
    /// What is said where no address could be connected to.
    ///
    /// - Parameter reasons: why, for each address that was tried, in the order of the addresses. Our own trouble with
    ///   one family, such as a network without IPv6, hides nothing that was heard of the host at the other; where the
    ///   addresses failed for different reasons, the text has them all.
    static func failure(of reasons: [(address: SocketAddress, reason: String)]) -> SMTPClientFailure {
        let ofHost = reasons.filter { OwnTrouble(rawValue: $0.reason) == nil }
        guard let first = ofHost.first ?? reasons.first else {
            return SMTPClientFailure(.connection("there is no address to connect to"), at: .connect)
        }
        let others = ofHost.dropFirst().filter { $0.reason != first.reason }
        var text = first.reason
        for other in others { text += "; at \(other.address.ipAddress ?? other.address.description): \(other.reason)" }
        return SMTPClientFailure(.connection(text), at: .connect)
    }

    /// Why a connection could not be made.
    private static func words(for error: any Error) -> String {
        if let error = error as? IOError, let trouble = OwnTrouble(errno: error.errnoCode) { return trouble.rawValue }
        return switch error {
        case let error as IOError where error.errnoCode == ECONNREFUSED: "the connection was refused"
        case let error as IOError where error.errnoCode == EHOSTUNREACH: "there is no route to the host"
        case ChannelError.connectTimeout: "the connection timed out"
        default: "the connection failed: \(error)"
        }
    }
}
