import SMTPProtocol

/// A conversation with the server machine as text: what a line that begins with `C:` holds goes to the server, a line
/// that begins with `S:` says how a reply begins.
struct Dialog: Sendable, CustomStringConvertible {
    /// One line of the client and the replies to it.
    struct Turn {
        var sent: String?
        var expected: [String] = []
    }

    let description: String
    let configuration: SMTPServerConfiguration
    /// Whether all of it may come in one piece: nothing follows where the reply has to be awaited.
    let mayPipeline: Bool
    let script: String

    init(
        _ name: String, configuration: SMTPServerConfiguration = .usual, mayPipeline: Bool = true, _ script: String
    ) {
        description = name
        self.mayPipeline = mayPipeline
        self.configuration = configuration
        self.script = script
    }

    /// The turns; the first one has the greeting.
    var turns: [Turn] {
        var turns = [Turn(sent: nil)]
        for line in script.split(separator: "\n") {
            let text = String(line.dropFirst(3))
            if line.hasPrefix("C:") {
                turns.append(Turn(sent: text))
            } else {
                turns[turns.count - 1].expected.append(text)
            }
        }
        return turns
    }

    /// All that the client sends.
    var stream: [UInt8] { turns.flatMap { turn in turn.sent.map { octets($0 + "\r\n") } ?? [] } }
}

/// The beginnings of replies, each as long as what is expected of it, so that a difference is shown as text.
func beginnings(of replies: [String], like expected: [String]) -> [String] {
    replies.enumerated().map { index, reply in
        index < expected.count ? String(reply.prefix(expected[index].count)) : reply
    }
}
