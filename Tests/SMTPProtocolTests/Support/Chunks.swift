import SMTPProtocol

/// A BDAT command with its octets behind it.
func chunk(_ data: [UInt8], isLast: Bool = false) -> [UInt8] {
    octets("BDAT \(data.count)\(isLast ? " LAST" : "")\r\n") + data
}

/// A BDAT command with the octets of a text behind it.
func chunk(_ text: String, isLast: Bool = false) -> [UInt8] { chunk(octets(text), isLast: isLast) }

extension SMTPServerConfiguration {
    /// A server that takes messages in chunks, with other limits.
    static func chunking(_ change: (inout SMTPServerConfiguration) -> Void = { _ in }) -> SMTPServerConfiguration {
        .with {
            $0.extensions.formUnion([.chunking, .binaryMIME])
            change(&$0)
        }
    }

    /// A server of LMTP that takes messages in chunks, with other limits.
    static func lmtp(_ change: (inout SMTPServerConfiguration) -> Void = { _ in }) -> SMTPServerConfiguration {
        .chunking {
            $0.dialect = .lmtp
            change(&$0)
        }
    }
}

extension ServerDriver {
    /// A session that stands behind the first recipient, or at another point.
    init(
        at point: QuestionPoint, _ configuration: SMTPServerConfiguration,
        application: @escaping Application = { _ in .accept }
    ) {
        self.init(configuration, application: application)
        for line in point.lines { say(configuration.dialect == .lmtp ? line.replacing("EHLO", with: "LHLO") : line) }
    }

    /// Takes octets in a chunking and gives the replies to them, with their enhanced status codes.
    mutating func answers(to octets: [UInt8], _ chunking: Chunking = .whole) -> [String] {
        let before = replies.count
        receive(octets, chunking)
        return replies.dropFirst(before).map { reply in
            "\(reply.code)" + (reply.enhancedStatusCode.map { " \($0)" } ?? "")
        }
    }
}
