internal import MXResolver
internal import MailAddressing

/// Turns the entries of a zone file into records (RFC 1035, section 5; RFC 2308, section 4, for `$TTL`).
struct ZoneParser {
    private var origin: DNSName
    private var defaultTimeToLive: UInt32 = 3_600
    private var owner: DNSName?
    private var records: [DNSRecord] = []

    /// Reads the records of a text.
    static func records(of text: String, origin: DNSName) throws(ZoneError) -> [DNSRecord] {
        var parser = ZoneParser(origin: origin)
        for entry in try ZoneScanner.entries(of: text) { try parser.take(entry) }
        return parser.records
    }

    private init(origin: DNSName) { self.origin = origin }

    private mutating func take(_ entry: ZoneScanner.Entry) throws(ZoneError) {
        var fields = ZoneFields(entry, origin: origin)
        if let first = entry.fields.first, first.text.hasPrefix("$"), !first.isQuoted, !entry.repeatsOwner {
            try takeDirective(&fields)
            return
        }
        if !entry.repeatsOwner { owner = try fields.name("the owner") }
        guard let owner else { throw ZoneError(.missingOwner, line: entry.line) }
        var timeToLive = defaultTimeToLive
        var type = try fields.text("the type")
        // A time to live and the class may stand before the type, in any order.
        for _ in 0..<2 {
            if type.uppercased() == "IN" {
                type = try fields.text("the type")
            } else if type.utf8.first.map(ZoneFields.isDigit) ?? false {
                timeToLive = try fields.seconds(type)
                type = try fields.text("the type")
            }
        }
        guard let recordType = DNSRecordType(type) else { throw ZoneError(.unknownType(type), line: entry.line) }
        let data = try fields.data(of: recordType)
        try fields.end()
        records.append(DNSRecord(name: owner, timeToLive: timeToLive, data: data))
    }

    private mutating func takeDirective(_ fields: inout ZoneFields) throws(ZoneError) {
        let directive = try fields.text("the directive")
        switch directive.uppercased() {
        case "$ORIGIN": origin = try fields.name("the origin")
        case "$TTL": defaultTimeToLive = try fields.time("the time to live")
        default: throw ZoneError(.unknownDirective(directive), line: fields.line)
        }
        try fields.end()
    }
}
