import ArgumentParser
import DeliveryQueue

/// The options by which messages are chosen.
struct QueueFilterOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Of this sender, or with @ of this domain; <> for none.", valueName: "address"))
    var from: String?

    @Option(help: ArgumentHelp("For this recipient, or with @ for this domain.", valueName: "address"))
    var to: String?

    @Option(
        help: ArgumentHelp(
            "With a recipient that is \(RecipientState.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "state"))
    var state: String?

    @Option(help: ArgumentHelp("Accepted in the last so much time, such as 2h.", valueName: "time"))
    var since: String?

    /// The filter that the options say.
    ///
    /// - Parameters:
    ///   - now: the time.
    ///   - includesSettled: whether messages are found of which every recipient is settled.
    ///   - limit: the most messages.
    /// - Throws: `CommandFailure` of wrong usage.
    func filter(at now: WallTime, includesSettled: Bool, limit: Int = 1_000) throws(CommandFailure) -> MessageFilter {
        var filter = MessageFilter(includesSettled: includesSettled, limit: limit)
        filter.sender = from.map { $0 == "<>" ? "" : $0 }
        filter.recipient = to
        for text in [filter.sender, to] {
            guard let text, !text.isEmpty else { continue }
            guard text.contains("@"), text != "@" else {
                throw .usage("\(Console.printable(text)) is neither an address nor, with @ before it, a domain")
            }
        }
        if let state {
            guard let known = RecipientState(rawValue: state) else {
                let names = RecipientState.allCases.map(\.rawValue).joined(separator: ", ")
                throw .usage("--state \(Console.printable(state)) is not known; known: \(names)")
            }
            filter.state = known
        }
        if let since { filter.from = try Self.start(since, before: now).milliseconds }
        return filter
    }

    /// The longest time back, a hundred years: older than any message.
    static let longestTime = Duration.seconds(36_500 * 86_400)

    /// The moment so much earlier.
    ///
    /// - Parameters:
    ///   - text: the time, as configuration files have it.
    ///   - now: the time now.
    /// - Throws: `CommandFailure` of wrong usage.
    static func start(_ text: String, before now: WallTime) throws(CommandFailure) -> WallTime {
        guard let duration = DurationText.parse(text) else {
            throw .usage("--since \(Console.printable(text)) is no time; accepted: \(DurationText.accepted)")
        }
        guard duration <= longestTime else {
            throw .usage(
                "--since \(Console.printable(text)) is too long; accepted: up to \(DurationText.text(longestTime))")
        }
        return now + (.zero - duration)
    }
}
