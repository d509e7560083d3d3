import SMTPProtocol
import TestSupport

/// A client machine and a server machine with two pipes between them, which deliver what was written in random pieces
/// and in random order.
struct SessionPair {
    /// A message to send, and its envelope.
    struct Order {
        var transaction: SMTPTransaction
        var message: [UInt8]
    }

    private var client: SMTPClientMachine
    private(set) var server: ServerDriver
    private var generator: SeededGenerator
    private var toServer: [UInt8] = []
    private var toClient: [UInt8] = []
    private var orders: [Order]
    private var current: Order?
    /// The outcomes of each transaction.
    private(set) var outcomes: [[SMTPRecipientOutcome]] = []
    private(set) var failures: [SMTPClientFailure] = []
    /// Whether TLS was begun.
    private(set) var isEncrypted = false
    private(set) var isClosed = false

    init(client: SMTPClientMachine, server: ServerDriver, orders: [Order], seed: UInt64) {
        self.client = client
        self.server = server
        self.orders = orders
        generator = SeededGenerator(seed: seed)
    }

    /// Delivers until the session is over or nothing is on its way.
    mutating func run() {
        toClient += server.takeOutput()
        while !isClosed, !toServer.isEmpty || !toClient.isEmpty {
            let isHeads = Bool.random(using: &generator)
            if toClient.isEmpty || !toServer.isEmpty && isHeads {
                let piece = Self.take(from: &toServer, using: &generator)
                server.receive(piece)
                toClient += server.takeOutput()
                if server.isHandshaking { server.establishTLS() }
            } else {
                let piece = Self.take(from: &toClient, using: &generator)
                let actions = client.receive(piece.span)
                for action in actions { carryOut(action) }
            }
        }
    }

    private static func take(from pipe: inout [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
        let longest = Bool.random(using: &generator) ? 3 : 400
        let count = min(pipe.count, Int.random(in: 1...longest, using: &generator))
        let piece = Array(pipe[..<count])
        pipe.removeFirst(count)
        return piece
    }

    private mutating func carryOut(_ action: SMTPClientMachine.Action) {
        switch action {
        case .write(let octets): toServer += octets
        case .startTLS:
            toClient = []
            isEncrypted = true
            for action in client.tlsEstablished() { carryOut(action) }
        case .ready: proceed()
        case .sendMessage(let transfer): send(transfer)
        case .finished(let given): outcomes.append(given)
        case .failed(let failure): failures.append(failure)
        case .close: isClosed = true
        }
    }

    private mutating func proceed() {
        if orders.isEmpty {
            for action in client.quit() { carryOut(action) }
        } else {
            let order = orders.removeFirst()
            current = order
            for action in client.begin(order.transaction) { carryOut(action) }
        }
    }

    private mutating func send(_ transfer: SMTPTransfer) {
        guard let current else { return }
        guard transfer == .data else {
            toServer += octets("BDAT \(current.message.count) LAST\r\n") + current.message
            client.messageSent()
            return
        }
        let encoded = EncodedData(current.message, .random(seed: generator.next()))
        guard let stream = encoded.stream else {
            toServer += encoded.octets
            for action in client.messageIsMalformed() { carryOut(action) }
            return
        }
        toServer += stream
        client.messageSent()
    }
}
