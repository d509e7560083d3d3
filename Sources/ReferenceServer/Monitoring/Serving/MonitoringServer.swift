import DeliveryQueue
import Foundation
import HTTPTypes
import HummingbirdCore
import Logging
import MailAddressing
import NIOCore
import NIOPosix

/// Answers on the monitoring port: `/health/live`, `/health/ready` and `/metrics`, in HTTP without TLS.
///
/// Each connection serves one request and is closed then. Of the body of a request nothing is kept.
///
/// Guarantees: it never wakes up while nobody is connected; it takes no more connections than its limits say, each for no
/// longer than they say, and further ones wait in the kernel until one is over.
///
/// Known limits: who may connect is asked of nobody, so the address decides. Who keeps all connections busy keeps others
/// waiting.
final class MonitoringServer: Sendable {
    /// How much clients may use.
    struct Limits: Hashable, Sendable {
        /// The most connections, 16: one or two scrapers, a few probes, and people.
        var connections = 16
        /// How long a connection may last, 30 seconds: scrapers give up after 10.
        var time = Duration.seconds(30)
        /// How long a client may say nothing, 10 seconds.
        var idleTime = Duration.seconds(10)
        /// How long a client has to close its side once it has the answer, 1 second: most do so at once.
        var closeTime = Duration.seconds(1)
        /// The largest header of a request in octets, 16 KiB: some ten times what browsers send to this host.
        var headerSize = 16_384
        /// How long answers that are on their way may take when the server stops, 5 seconds.
        var stopTime = Duration.seconds(5)
    }

    /// Where it listens, with the port that was taken.
    let address: SocketAddress
    private let server: Server<MonitoringChannel>
    private let connections: MonitoringConnections
    private let running: Task<Void, Never>
    private let limits: Limits
    private let loop: any EventLoop

    private init(
        address: SocketAddress, server: Server<MonitoringChannel>, connections: MonitoringConnections,
        running: Task<Void, Never>, limits: Limits, loop: any EventLoop
    ) {
        self.address = address
        self.server = server
        self.connections = connections
        self.running = running
        self.limits = limits
        self.loop = loop
    }

    /// Begins to listen.
    ///
    /// - Parameters:
    ///   - endpoint: where; on loopback, requests for other names than this host's are refused.
    ///   - hostName: the server's name.
    ///   - page: the metrics.
    ///   - checks: what is looked at for `/health/ready`.
    ///   - limits: how much clients may use.
    ///   - group: the event loops; those that the process shares by default.
    ///   - logger: where problems are logged; nothing below a warning.
    /// - Throws: `CommandFailure` when the address cannot be listened on.
    static func start(
        on endpoint: ReferenceServer.ServerConfiguration.Endpoint, hostName: DomainName, page: MetricsPage,
        checks: [HealthCheck], limits: Limits = Limits(),
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton, logger: Logger
    ) async throws(CommandFailure) -> MonitoringServer {
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        let hosts = endpoint.address.isLoopback ? HostRule(hostName: hostName) : nil
        let responder = MonitoringResponder(page: page, checks: checks, hosts: hosts)
        let connections = MonitoringConnections()
        let (bound, binding) = AsyncStream.makeStream(of: Result<SocketAddress?, any Error>.self)
        let server = Server(
            childChannelSetup: channel(responder, limits, connections),
            configuration: HummingbirdCore.ServerConfiguration(
                address: .hostname(endpoint.address.description, port: endpoint.port), backlog: limits.connections,
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connections, logger: quiet)),
            onServerRunning: { binding.yield(.success($0.localAddress)) },
            eventLoopGroup: group, logger: quiet)
        let running = Task {
            do {
                try await server.run()
            } catch {
                binding.yield(.failure(error))
            }
            binding.finish()
        }
        let place = "\(endpoint.address) port \(endpoint.port)"
        var bindings = bound.makeAsyncIterator()
        switch await bindings.next() {
        case .success(let address?):
            return MonitoringServer(
                address: address, server: server, connections: connections, running: running, limits: limits,
                loop: group.next())
        case .failure(let error): throw .operational("cannot listen on \(place) for monitoring: \(error)")
        case .success(nil), nil: throw .operational("cannot listen on \(place) for monitoring")
        }
    }

    /// Listens no longer, and waits for answers that are on their way as long as the limits say.
    func stop() async {
        let connections = connections
        let cut = loop.scheduleTask(in: TimeAmount(limits.stopTime)) { connections.cut() }
        try? await server.shutdownGracefully()
        cut.cancel()
        // What still reads for a client that is gone need not be waited for.
        running.cancel()
    }

    private static func channel(
        _ responder: MonitoringResponder, _ limits: Limits, _ connections: MonitoringConnections
    ) -> MonitoringChannel {
        let clock = SystemQueueClock()
        let base = HTTP1Channel(
            responder: { request, writer, _ in
                let answer = await responder.answer(
                    request.method.rawValue, request.head.path ?? "", host: request.head.authority)
                let body = ByteBuffer(string: answer.body)
                let head = HTTPResponse(
                    status: .init(code: answer.status),
                    headerFields: answer.fields(length: body.readableBytes, at: clock.now()))
                let isHead = request.method == .head
                try await writer.write(response: head, body: isHead ? ResponseBody() : ResponseBody(byteBuffer: body))
            },
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [MonitoringDeadline(TimeAmount(limits.time), connections)],
                idleTimeout: TimeAmount(limits.idleTime),
                httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
                    maxHeaderFieldSize: limits.headerSize, maxHeaderListSize: limits.headerSize,
                    maxHeaderFieldCount: mostFields)))
        return MonitoringChannel(base: base, closeTime: TimeAmount(limits.closeTime))
    }

    /// The most fields of a request's header: far more than anybody sends.
    private static let mostFields = 100
}

extension MonitoringAnswer {
    /// The header of the answer.
    ///
    /// - Parameters:
    ///   - length: the octets of the body.
    ///   - now: the time.
    fileprivate func fields(length: Int, at now: WallTime) -> HTTPFields {
        var fields: HTTPFields = [
            .contentType: contentType, .contentLength: "\(length)", .cacheControl: "no-store",
            .connection: "close", .date: now.httpDate,
        ]
        if let allow { fields[.allow] = allow }
        return fields
    }
}

extension WallTime {
    /// The moment as HTTP writes it (RFC 9110, section 5.6.7), for example `Sun, 06 Nov 1994 08:49:37 GMT`.
    var httpDate: String {
        var (time, parts) = (time_t(seconds), tm())
        guard gmtime_r(&time, &parts) != nil else { return "Thu, 01 Jan 1970 00:00:00 GMT" }
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        func padded(_ number: CInt) -> String { (number < 10 ? "0" : "") + "\(number)" }
        let (day, month) = (Int(parts.tm_wday), Int(parts.tm_mon))
        guard days.indices.contains(day), months.indices.contains(month) else { return "" }
        let date = "\(days[day]), \(padded(parts.tm_mday)) \(months[month]) \(Int(parts.tm_year) + 1_900)"
        return "\(date) \(padded(parts.tm_hour)):\(padded(parts.tm_min)):\(padded(parts.tm_sec)) GMT"
    }
}
