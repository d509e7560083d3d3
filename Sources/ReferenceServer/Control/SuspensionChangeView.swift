/// What `queue suspend` and `queue resume` show.
struct SuspensionChangeView: Codable, Hashable, Sendable {
    /// What was suspended or resumed.
    var scope: SuspensionScope
    /// Whether it is suspended now.
    var suspended: Bool
    var reason: String?
    /// When it ends by itself; absent where somebody must end it.
    var until: String?
    /// What was probably meant, where nothing is known of the site; else absent.
    var didYouMean: String?
}

extension SuspensionChangeView {
    /// What was done, in words.
    var text: String {
        guard suspended else { return "Resumed: what goes \(scope.text) is delivered again." }
        let end = until.map { "until \($0)" } ?? "until it is resumed"
        var lines = ["Suspended \(end): what goes \(scope.text). What is under way goes on."]
        if let didYouMean {
            let site = Console.printable(didYouMean)
            lines.append("Nothing waits for \(Console.printable(scope.site ?? "")); did you mean \(site)?")
        }
        lines.append("To end it: waxwing queue resume \(scope.arguments)")
        return lines.joined(separator: "\n")
    }
}
