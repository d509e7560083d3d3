import NIOConcurrencyHelpers
import NIOCore

/// The connections of the monitoring port that are open.
final class MonitoringConnections: Sendable {
    private let channels = NIOLockedValueBox<[ObjectIdentifier: any Channel]>([:])

    /// How many there are.
    var count: Int { channels.withLockedValue { $0.count } }

    /// Notes a connection until it is over.
    func add(_ channel: any Channel) {
        let id = ObjectIdentifier(channel)
        channels.withLockedValue { $0[id] = channel }
        channel.closeFuture.whenComplete { _ in self.channels.withLockedValue { $0[id] = nil } }
    }

    /// Cuts all connections.
    func cut() {
        for channel in channels.withLockedValue({ Array($0.values) }) { channel.close(promise: nil) }
    }
}

/// Ends a connection whose time is over, however slow its client writes or reads.
final class MonitoringDeadline: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Any

    private let time: TimeAmount
    private let connections: MonitoringConnections
    private var end: Scheduled<Void>?

    /// Makes a deadline.
    ///
    /// - Parameters:
    ///   - time: how long a connection may last.
    ///   - connections: where it is noted.
    init(_ time: TimeAmount, _ connections: MonitoringConnections) {
        self.time = time
        self.connections = connections
    }

    /// Begins to count.
    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        connections.add(channel)
        end = context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    }

    /// Ends the count.
    func handlerRemoved(context: ChannelHandlerContext) { end?.cancel() }
}
