import DeliveryQueue

/// What waits, by destination and age, as `queue summary` shows it.
struct ShapeView: Codable, Hashable, Sendable {
    /// A line of the table.
    struct Row: Codable, Hashable, Sendable {
        /// The domain; absent where several are counted together.
        var domain: String?
        var total: Int
        /// Recipients by age, a number more than there are limits.
        var counts: [Int]

        /// Makes the view of a line.
        init(_ row: QueueShape.Row) {
            domain = row.domain
            total = row.total
            counts = row.counts
        }
    }

    /// Where one span of ages ends and the next begins, in seconds.
    var ageLimits: [Int64]
    /// All recipients that are not settled.
    var total: Row
    /// The domains with the most of them.
    var domains: [Row]
    /// All others together; absent where there are none.
    var others: Row?

    /// The most domains that are named where nobody says how many.
    static let usualDomains = 20

    /// Makes the view of a table.
    ///
    /// - Parameters:
    ///   - shape: the table.
    ///   - count: how many domains are named at most.
    init(_ shape: QueueShape, domains count: Int) {
        ageLimits = QueueShape.ageLimits.map(\.components.seconds)
        total = Row(shape.total)
        let busiest = shape.busiest(count)
        domains = busiest.rows.map(Row.init)
        others = busiest.rest.map(Row.init)
    }
}

extension ShapeView {
    /// The table, ages in minutes.
    var text: String {
        let minutes = ageLimits.map { "\($0 / 60)" }
        var lines = [["", "TOTAL"] + minutes + (minutes.last.map { ["\($0)+"] } ?? [])]
        func add(_ name: String, _ row: Row) {
            lines.append([Console.printable(name), "\(row.total)"] + row.counts.map(String.init))
        }
        add("TOTAL", total)
        for row in domains { add(row.domain ?? "-", row) }
        if let others { add("(others)", others) }
        let columns = lines.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in lines.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        return lines.map { line in
            line.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: max(0, widths[column] - cell.count))
                return column == 0 ? cell + padding : padding + cell
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
