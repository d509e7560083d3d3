import SMTPProtocol

/// The keys of a rule in a behaviour file.
enum SinkRuleKey: String, CaseIterable, ConfigurationKey {
    case at
    case match
    case reply
    case action
    case times
    case chance
}

/// What a rule's `action` can be.
enum SinkAction: String, CaseIterable {
    case stall
    case drop
    case garble
}

extension SinkBehaviour {
    /// Reads a behaviour file: a YAML list of rules such as
    /// `{ at: recipient, match: "*@slow.test", reply: "451 4.7.1 try later", times: 2 }`.
    static func read(_ path: String) throws(CommandFailure) -> SinkBehaviour {
        let octets = try Files.read(path)
        let context = DecodingContext(fileName: path, folder: FilePath.folder(of: path))
        let root = ConfigurationComposer.compose(String(decoding: octets, as: UTF8.self), into: context)
        var behaviour = SinkBehaviour()
        if let root {
            let cursor = ConfigurationCursor(node: root, path: "", context: context)
            behaviour.rules = cursor.items(of: "rules, each with a stage").compactMap { Rule(reading: $0) }
        }
        guard context.problems.isEmpty else {
            throw .operational(context.problems.map { $0.description }.joined(separator: "\n"))
        }
        return behaviour
    }
}

extension SinkBehaviour.Rule {
    /// Reads one rule; nil when it is wrong, which was reported then.
    init?(reading cursor: ConfigurationCursor) {
        guard let fields = cursor.fields(SinkRuleKey.self),
            let stage = fields.required(.at)?.choice(SinkBehaviour.Stage.self)
        else { return nil }
        var reply: SMTPReply?
        if let place = fields[.reply], let text = place.string("a reply") {
            reply = SMTPReply(parsing: text)
            if reply == nil {
                place.report(.invalidValue, "a reply begins with its code, such as \"451 4.7.1 try later\"")
            }
        }
        let action = fields[.action]?.choice(SinkAction.self)
        let effect: SinkBehaviour.Effect
        switch (reply, action) {
        case (let reply?, nil): effect = .reply(reply)
        case (nil, .stall?): effect = .stall
        case (nil, .drop?): effect = .drop
        case (nil, .garble?): effect = .garble
        default:
            fields.report(.conflict, .at, "a rule has either a reply or an action: stall, drop, garble")
            return nil
        }
        self.init(
            stage: stage, pattern: fields[.match]?.string("a pattern"), effect: effect,
            times: fields[.times]?.integer(in: 1...1_000_000), chance: fields[.chance]?.number(in: 0...1))
    }
}
