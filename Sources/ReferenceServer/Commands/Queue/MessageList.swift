/// Messages as text or JSON, page by page, so that a list of any length takes little memory.
struct MessageList {
    private let isJSON: Bool
    private var table = Table("ID", "FROM", "TO", "STATE", "ATTEMPTS", "NEXT ATTEMPT", "LAST REPLY")
    private var isEmpty = true

    /// Makes a list of which nothing has come.
    ///
    /// - Parameter isJSON: whether it is written as JSON, and not as a table.
    init(isJSON: Bool) { self.isJSON = isJSON }

    /// Takes a page.
    ///
    /// - Parameter page: messages, at least one.
    /// - Returns: what is to be written: of a table a line for each recipient, of JSON all but the end.
    /// - Throws: `CommandFailure` when a message cannot be written as JSON.
    mutating func add(_ page: [MessageView]) throws(CommandFailure) -> [UInt8] {
        var text = ""
        for message in page where isJSON {
            let element = try Console.json(message).split(separator: "\n").joined(separator: "\n  ")
            text += (isEmpty ? "[\n  " : ",\n  ") + element
            isEmpty = false
        }
        guard !isJSON else { return Array(text.utf8) }
        for message in page {
            for recipient in message.recipients {
                table.add(
                    message.id, "<\(message.from)>", "<\(recipient.address)>",
                    recipient.state + (recipient.ambiguous == true ? "*" : ""), "\(recipient.attempts)",
                    recipient.nextAttempt ?? "-", recipient.lastReply ?? "-")
            }
        }
        isEmpty = isEmpty && page.isEmpty
        return Array((table.takeText() + "\n").utf8)
    }

    /// Ends the list.
    ///
    /// - Parameter none: what a table says when there was no message.
    /// - Returns: what is to be written.
    func end(none: String) -> [UInt8] {
        if isJSON { return Array((isEmpty ? "[]\n" : "\n]\n").utf8) }
        return isEmpty ? Array((none + "\n").utf8) : []
    }
}
