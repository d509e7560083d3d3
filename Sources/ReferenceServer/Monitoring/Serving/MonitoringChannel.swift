import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// A channel of HTTP/1 on which one request is answered; then it is closed, whatever the client has asked for.
struct MonitoringChannel: ServerChildChannel {
    /// What reads the request and has it answered.
    let base: HTTP1Channel
    /// How long the client has to close its side once it has the answer.
    let closeTime: TimeAmount

    /// Makes the handlers of a connection.
    ///
    /// - Parameters:
    ///   - channel: the connection.
    ///   - logger: where problems are logged.
    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        base.setup(channel: channel, logger: logger).flatMapThrowing { [closeTime] value in
            let pipeline = channel.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(OneRequestHandler(closeTime: closeTime), position: .after(decoder))
            return value
        }
    }

    /// Serves a connection to its end.
    ///
    /// - Parameters:
    ///   - value: the connection.
    ///   - logger: where problems are logged.
    func handle(value: HTTP1Channel.Value, logger: Logger) async { await base.handle(value: value, logger: logger) }
}
