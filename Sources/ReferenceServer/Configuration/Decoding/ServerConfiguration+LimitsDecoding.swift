import SMTPTransport

extension ServerConfiguration.Limits {
    /// Reads the value of `limits`.
    ///
    /// - Parameters:
    ///   - cursor: the mapping.
    ///   - spoolThreshold: up to which size messages are kept in memory; `.max` for all.
    init(reading cursor: ConfigurationCursor, spoolThreshold: Int) {
        self.init()
        guard let fields = cursor.fields(ConfigurationKeys.Limits.self) else { return }
        fields.assign(.messageSize, to: &session.messageSize) { $0.size(in: Self.messageSizeRange) }
        fields.assign(.headerSize, to: &session.headerSize) { $0.size(in: Self.headerSizeRange) }
        fields.assign(.recipients, to: &session.recipients) { $0.integer(in: Self.recipientsRange) }
        fields.assign(.messages, to: &session.messages) { $0.integer(in: 0...Self.countRange.upperBound) }
        fields.assign(.commandLine, to: &session.commandLine) { $0.integer(in: Self.commandLineRange) }
        fields.assign(.errors, to: &session.errors) { $0.integer(in: Self.countRange) }
        fields.assign(.idleCommands, to: &session.idleCommands) { $0.integer(in: Self.countRange) }
        fields.assign(.longestHold, to: &session.longestHold) { $0.duration(in: Self.holdRange) }
        fields.assign(.sessions, to: &server.maximumSessions) { $0.integer(in: Self.countRange) }
        fields.assign(.sessionsPerAddress, to: &server.maximumSessionsPerAddress) { $0.integer(in: Self.countRange) }
        fields.assign(.sessionsPerNetwork, to: &server.maximumSessionsPerNetwork) { $0.integer(in: Self.countRange) }
        fields.assign(.connectionsPerMinute, to: &server.rates.connectionsPerMinute) {
            $0.integer(in: 0...Self.countRange.upperBound)
        }
        fields.assign(.connectionsPerMinutePerNetwork, to: &server.rates.connectionsPerMinutePerNetwork) {
            $0.integer(in: 0...Self.countRange.upperBound)
        }
        fields.assign(.freeErrors, to: &tarpit.freeErrors) { $0.integer(in: 0...Self.countRange.upperBound) }
        fields.assign(.errorDelay, to: &tarpit.step) { $0.duration(in: Duration.zero...Duration.seconds(60)) }
        fields.assign(.loginFailures, to: &loginFailures) { $0.integer(in: 1...100) }
        fields.assign(.memory, to: &server.maximumMemory) { $0.size(in: Self.memoryRange) }
        fields.assign(.handshakeTimeout, to: &server.handshakeTimeout) { $0.duration(in: Self.waitRange) }
        fields.assign(.commandTimeout, to: &server.commandTimeout) { $0.duration(in: Self.waitRange) }
        fields.assign(.minimumRate, to: &server.minimumRate) { $0.integer(in: Self.rateRange) }
        fields.assign(.rateWindow, to: &server.rateWindow) { $0.duration(in: Self.waitRange) }
        let most = InboundContent.mostInMemory(
            spoolThreshold: spoolThreshold, maximumHeaderSize: session.headerSize)
        if min(session.messageSize, most ?? .max) > server.maximumMemory {
            fields.report(.conflict, .memory, "is less than one message of message-size needs")
        }
    }
}

extension SMTPClientTimeouts {
    /// Reads the value of `delivery.timeouts`.
    ///
    /// - Parameter cursor: the mapping.
    init(reading cursor: ConfigurationCursor) {
        self.init()
        guard let fields = cursor.fields(ConfigurationKeys.Timeouts.self) else { return }
        let range = ServerConfiguration.Limits.waitRange
        fields.assign(.connect, to: &connect) { $0.duration(in: range) }
        fields.assign(.secondAddress, to: &secondAddress) { $0.duration(in: .milliseconds(10)...(.seconds(10))) }
        fields.assign(.greeting, to: &greeting) { $0.duration(in: range) }
        fields.assign(.session, to: &session) { $0.duration(in: range) }
        fields.assign(.envelope, to: &envelope) { $0.duration(in: range) }
        fields.assign(.data, to: &data) { $0.duration(in: range) }
        fields.assign(.message, to: &message) { $0.duration(in: range) }
        fields.assign(.finalDot, to: &finalDot) { $0.duration(in: range) }
        fields.assign(.keptConnection, to: &keptConnection) { $0.duration(in: range) }
    }
}

extension ServerConfiguration.Pool {
    /// Reads the value of `delivery.pool`.
    ///
    /// - Parameter cursor: the mapping.
    init(reading cursor: ConfigurationCursor) {
        self.init()
        guard let fields = cursor.fields(ConfigurationKeys.Pool.self) else { return }
        let counts = ServerConfiguration.Limits.countRange
        connections = fields[.connections]?.integer(in: counts)
        connectionsPerHost = fields[.connectionsPerHost]?.integer(in: counts)
        messagesPerConnection = fields[.messagesPerConnection]?.integer(in: counts)
        fields.assign(.idle, to: &idle) { $0.duration(in: Duration.milliseconds(1)...Duration.seconds(280)) }
    }
}
