import MXResolver

/// The records of a DNS message, found as simply as they can be: what the reader of messages is held against.
///
/// It takes for granted that the octets are a message, and is nil where it would leave them.
struct DNSMessageWalk {
    /// A record, but for what most of its data mean.
    private struct Entry {
        let labels: [[UInt8]]
        let type: Int
        let recordClass: Int
        let timeToLive: Int
        let dataOffset: Int
    }

    private let octets: [UInt8]
    /// The answer, authority and additional section.
    private var sections: [[Entry]] = []
    /// Where the first record begins.
    private let start: Int
    /// Where the last record ends.
    private(set) var end: Int

    init?(_ octets: [UInt8]) {
        self.octets = octets
        guard octets.count >= 12 else { return nil }
        func number(at place: Int) -> Int { Int(octets[place]) << 8 | Int(octets[place + 1]) }
        var place = 12
        for _ in 0..<number(at: 4) {
            guard let name = Self.name(at: place, in: octets) else { return nil }
            place = name.end + 4
        }
        start = place
        for section in 0..<3 {
            var entries: [Entry] = []
            for _ in 0..<number(at: 6 + 2 * section) {
                guard let name = Self.name(at: place, in: octets), name.end + 10 <= octets.count else { return nil }
                place = name.end
                entries.append(
                    Entry(
                        labels: name.labels, type: number(at: place), recordClass: number(at: place + 2),
                        timeToLive: number(at: place + 4) << 16 | number(at: place + 6), dataOffset: place + 10))
                place += 10 + number(at: place + 8)
            }
            sections.append(entries)
        }
        guard place <= octets.count else { return nil }
        end = place
    }

    /// The labels of the name at a place, in lower case, and where it ends.
    private static func name(at start: Int, in octets: [UInt8]) -> (labels: [[UInt8]], end: Int)? {
        var labels: [[UInt8]] = []
        var place = start
        var end: Int?
        // 127 labels, as many pointers and the root are the most there are.
        for _ in 0..<300 {
            guard place < octets.count else { return nil }
            let head = Int(octets[place])
            if head == 0 { return (labels, end ?? place + 1) }
            if head >= 0xC0 {
                guard place + 1 < octets.count else { return nil }
                end = end ?? place + 2
                place = (head - 0xC0) << 8 | Int(octets[place + 1])
            } else {
                guard place + head < octets.count else { return nil }
                labels.append(octets[(place + 1)...(place + head)].map { (65...90).contains($0) ? $0 + 32 : $0 })
                place += head + 1
            }
        }
        return nil
    }
}

extension DNSMessageWalk {
    /// The types of extended DNS and the class that is read.
    private static let opt = 41
    private static let classIN = 1

    /// Throws unless a message has these records.
    func check(_ message: DNSMessage) throws(BrokenInvariant) {
        let hasOption = sections.joined().contains { $0.type == Self.opt }
        try demand((message.extended != nil) == hasOption, "an OPT record is there or not", "\(message)")
        for (entries, records) in zip(sections, [message.answers, message.authority, message.additional]) {
            let wanted = entries.filter(Self.isRead)
            try demand(wanted.count == records.count, "each record is there", "\(message), \(octets.shown)")
            for (entry, record) in zip(wanted, records) {
                let isSame =
                    record.name.labels == entry.labels && Int(record.type.rawValue) == entry.type
                    && Int(record.timeToLive) == (entry.timeToLive >> 31 == 0 ? entry.timeToLive : 0)
                try demand(isSame, "each record is what its octets say", "\(record), \(octets.shown)")
                guard let target = Self.target(of: record.data) else { continue }
                let found = Self.name(at: entry.dataOffset + target.offset, in: octets)
                try demand(found?.labels == target.name.labels, "and so is its target", "\(record), \(octets.shown)")
            }
        }
    }

    /// A message with these records again and again as its answers, about as long as one can be, and how many there
    /// are; nil without records, or with an OPT record, which cannot be repeated.
    func lengthened(_ message: [UInt8]) -> (octets: [UInt8], count: Int)? {
        let entries = Array(sections.joined())
        guard !entries.isEmpty, !entries.contains(where: { $0.type == Self.opt }), end <= 65_535 else { return nil }
        let times = (65_535 - start) / (end - start)
        var octets = Array(message[..<start])
        let count = entries.count * times
        octets.replaceSubrange(
            6..<12, with: [UInt8(truncatingIfNeeded: count >> 8), UInt8(truncatingIfNeeded: count), 0, 0, 0, 0])
        for _ in 0..<times { octets += message[start..<end] }
        return (octets, entries.count(where: Self.isRead) * times)
    }

    private static func isRead(_ entry: Entry) -> Bool { entry.type != opt && entry.recordClass == classIN }

    /// The first name in the data of a record, and how far from their start it stands.
    private static func target(of data: DNSRecordData) -> (name: DNSName, offset: Int)? {
        switch data {
        case .cname(let name), .ns(let name), .ptr(let name): (name, 0)
        case .soa(let authority): (authority.primary, 0)
        case .mx(preference: _, exchange: let name): (name, 2)
        case .srv(priority: _, weight: _, port: _, target: let name): (name, 6)
        case .address, .txt, .tlsa, .caa, .other: nil
        }
    }
}
