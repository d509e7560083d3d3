internal import MXResolver
internal import MailAddressing

/// Turns the entries of a zone file into records (RFC 1035, section 5; RFC 2308, section 4, for `$TTL`).
struct ZoneParser {
    private var origin: DNSName
    private var defaultTimeToLive: UInt32 = 3_600
    private var owner: DNSName?
    private var records: [DNSRecord] = []
    private var securityByName: [DNSName: Zone.Security] = [:]
    /// The names seen so far: those of aliases with their targets, those of other records with nil.
    private var targets: [DNSName: DNSRecordData?] = [:]

    /// Reads the zone of a text.
    static func zone(of text: String, origin: DNSName) throws(ZoneError) -> Zone {
        var parser = ZoneParser(origin: origin)
        for entry in try ZoneScanner.entries(of: text) { try parser.take(entry) }
        return Zone(parser.records, securityByName: parser.securityByName)
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
        let target: DNSRecordData? = recordType == .cname ? data : nil
        if let other = targets[owner], other != target {
            throw ZoneError(.aliasBesideData(owner.text), line: entry.line)
        }
        targets[owner] = .some(target)
        records.append(DNSRecord(name: owner, timeToLive: timeToLive, data: data))
    }

    private mutating func takeDirective(_ fields: inout ZoneFields) throws(ZoneError) {
        let directive = try fields.text("the directive")
        switch directive.uppercased() {
        case "$ORIGIN": origin = try fields.name("the origin")
        case "$TTL": defaultTimeToLive = try fields.time("the time to live")
        case "$SECURE": try mark(&fields, as: .secure)
        case "$INSECURE": try mark(&fields, as: .insecure)
        case "$BOGUS": try mark(&fields, as: .bogus)
        case "$INCLUDE": throw ZoneError(.fileInclusion, line: fields.line)
        default: throw ZoneError(.unknownDirective(directive), line: fields.line)
        }
        try fields.end()
    }

    /// Marks the names that follow, or the origin if none does.
    private mutating func mark(_ fields: inout ZoneFields, as security: Zone.Security) throws(ZoneError) {
        if fields.isEmpty { securityByName[origin] = security }
        while !fields.isEmpty { securityByName[try fields.name("the name")] = security }
    }
}
