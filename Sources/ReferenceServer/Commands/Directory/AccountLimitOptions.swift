import ArgumentParser

/// How much goes out on an account's behalf.
struct AccountLimitOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The most messages in an hour, or none for no limit.", valueName: "number"))
    var messagesPerHour: String?

    @Option(help: ArgumentHelp("The most messages in a day, or none for no limit.", valueName: "number"))
    var messagesPerDay: String?

    @Option(help: ArgumentHelp("The most recipients in an hour, or none for no limit.", valueName: "number"))
    var recipientsPerHour: String?

    @Option(help: ArgumentHelp("The most recipients in a day, or none for no limit.", valueName: "number"))
    var recipientsPerDay: String?

    /// Says what the limits are; those that are not named stay.
    ///
    /// - Parameter edit: what is said of the account.
    /// - Throws: `CommandFailure` of wrong usage.
    func apply(to edit: inout AccountEdit) throws(CommandFailure) {
        edit.messagesPerHour = try Self.limit(messagesPerHour, of: "--messages-per-hour")
        edit.messagesPerDay = try Self.limit(messagesPerDay, of: "--messages-per-day")
        edit.recipientsPerHour = try Self.limit(recipientsPerHour, of: "--recipients-per-hour")
        edit.recipientsPerDay = try Self.limit(recipientsPerDay, of: "--recipients-per-day")
    }

    private static func limit(_ text: String?, of option: String) throws(CommandFailure) -> Replacement<Int>? {
        guard let text else { return nil }
        if text == "none" { return .nothing }
        guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let number = Int(text),
            number <= largestLimit
        else {
            let shown = text.isEmpty ? "an empty text" : Console.printable(Table.cut(text))
            throw .usage("\(option): \(shown) is no limit; accepted: 0 to \(largestLimit), or none")
        }
        return .value(number)
    }

    /// A billion: whoever means more says none.
    private static let largestLimit = 1_000_000_000
}
