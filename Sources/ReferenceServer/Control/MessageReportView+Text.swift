import DeliveryQueue

extension MessageReportView {
    /// The report in words.
    ///
    /// - Parameter isWhole: whether the envelope is told of, and recipients that are settled.
    func text(isWhole: Bool) -> String {
        var lines = ["message   \(id) from <\(Console.printable(from))>, \(size) octets"]
        if isWhole {
            lines.append("accepted  \(accepted) by way of \(Console.printable(origin))")
            if senderProof == SenderProof.missing.rawValue {
                lines.append("sender    nothing shows that the message is theirs: no failure is reported")
            }
            if let priority { lines.append("priority  \(priority)") }
            if let release { lines.append("release   not before \(release)") }
            if let deliverBy { lines.append("deadline  BY=\(Console.printable(deliverBy))") }
        }
        let shown = isWhole ? recipients : recipients.filter { $0.next != nil }
        if shown.count < recipients.count { lines.append("\(recipients.count - shown.count) recipients are settled") }
        for recipient in shown { lines += recipient.lines }
        if !limitsKnown, recipients.contains(where: { $0.next != nil }) {
            lines.append("No daemon runs: limits are known to a running one only.")
        }
        return lines.joined(separator: "\n")
    }
}

extension MessageReportView.Recipient {
    /// The recipient in words, a line for each thing that is known.
    fileprivate var lines: [String] {
        let times = attempts == 1 ? "1 attempt" : "\(attempts) attempts"
        let star = ambiguous == true ? ", may have it already" : ""
        var lines = ["", "<\(Console.printable(address))>  \(state), \(times)\(star)"]
        func add(_ name: String, _ value: String?) {
            if let value { lines.append("  \(name)\(Console.printable(value))") }
        }
        add("site     ", site)
        add("why      ", why)
        for limit in limits { add("limit    ", "\(limit.word) (rule \(limit.rule)): \(limit.text)") }
        add("last     ", lastReply)
        add("next     ", next)
        return lines
    }
}
