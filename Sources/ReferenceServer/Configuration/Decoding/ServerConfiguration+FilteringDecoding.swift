import MailAddressing
import Yams

extension ServerConfiguration.Filter {
    /// Reads the value of `filter`.
    ///
    /// - Parameter cursor: the mapping.
    init(reading cursor: ConfigurationCursor) {
        self.init()
        guard let fields = cursor.fields(ConfigurationKeys.Filter.self) else { return }
        fields.assign(.allowLists, to: &allowLists) { ServerConfiguration.AddressList.list(reading: $0) }
        fields.assign(.blockLists, to: &blockLists) { ServerConfiguration.AddressList.list(reading: $0) }
        // Assigned directly: a reader's nil would be taken for a value of the optional property.
        if let cursor = fields[.rspamd] { rspamd = ServerConfiguration.Rspamd(reading: cursor) }
        if blockLists.isEmpty, !allowLists.isEmpty {
            fields.report(.noEffect, .allowLists, "has no effect without an entry in filter.block-lists")
        }
    }
}

extension ServerConfiguration.AddressList {
    /// Reads the value of `filter.allow-lists` or `filter.block-lists`.
    ///
    /// - Parameter cursor: the list.
    static func list(reading cursor: ConfigurationCursor) -> [ServerConfiguration.AddressList] {
        var lists: [ServerConfiguration.AddressList] = []
        for item in cursor.items(of: "DNS lists, each with zone") {
            guard let fields = item.fields(ConfigurationKeys.AddressList.self) else { continue }
            let zone = fields.required(.zone)?.listZone()
            let name = fields[.name]?.label(of: "a list", longest: longestName)
            let answers = fields[.answers].map { patterns(reading: $0) } ?? []
            guard let zone else { continue }
            if lists.contains(where: { $0.zone == zone }) {
                item.report(.conflict, "\(zone) is already the zone of another list")
            }
            lists.append(ServerConfiguration.AddressList(zone: zone, name: name ?? zone.text, answers: answers))
        }
        let most = ServerConfiguration.Filter.maximumListCount
        if lists.count > most { cursor.report(.invalidValue, "has more than \(most) lists") }
        return lists
    }

    private static func patterns(reading cursor: ConfigurationCursor) -> [ServerConfiguration.ListAnswerPattern] {
        let accepted = ServerConfiguration.ListAnswerPattern.accepted
        let items = cursor.items(of: "addresses such as \"127.0.0.2-11\"")
        if items.isEmpty, cursor.node.sequence != nil {
            cursor.report(.invalidValue, "names no answer; leave it out for all")
        }
        if items.count > maximumPatternCount {
            cursor.report(.invalidValue, "has more than \(maximumPatternCount) entries")
        }
        return items.compactMap { item in
            guard let text = item.string(accepted) else { return nil }
            if let pattern = ServerConfiguration.ListAnswerPattern(text) { return pattern }
            item.report(.invalidValue, "\(PrintableText.quoted(text)) is no answer of a list; accepted: \(accepted)")
            return nil
        }
    }
}

extension ServerConfiguration.Rspamd {
    /// Reads the value of `filter.rspamd`; nil when it does not say where rspamd listens, and then there is a problem.
    ///
    /// - Parameter cursor: the mapping.
    init?(reading cursor: ConfigurationCursor) {
        guard let fields = cursor.fields(ConfigurationKeys.Rspamd.self) else { return nil }
        // All of them are read whatever is wrong with one, so that every mistake is found.
        let origin = fields.required(.url)?.httpOrigin()
        let passwordFile = fields[.passwordFile]?.filePath()
        let timeout = fields[.timeout]?.duration(in: Self.timeoutRange)
        let unavailable = fields[.unavailable]?.choice(Unavailable.self)
        let largestMessage = fields[.largestMessage]?.size(in: Self.sizeRange)
        guard let origin else { return nil }
        if passwordFile != nil, !origin.isEncrypted, !origin.isLoopback {
            fields.report(.dangerous, .passwordFile, "would be sent in the clear; accepted with https, or on loopback")
        }
        self.init(origin: origin, passwordFile: passwordFile)
        if let timeout { self.timeout = timeout }
        if let unavailable { self.unavailable = unavailable }
        if let largestMessage { self.largestMessage = largestMessage }
    }
}

extension ConfigurationCursor {
    /// The zone of a DNS list.
    fileprivate func listZone() -> DomainName? {
        guard let zone = domain() else { return nil }
        let longest = ServerConfiguration.AddressList.longestZone
        guard zone.text.utf8.count <= longest else {
            report(.invalidValue, "is longer than \(longest) octets: an IPv6 address before it makes no name")
            return nil
        }
        return zone
    }

    /// The URL of a web server, without path or credentials.
    fileprivate func httpOrigin() -> ServerConfiguration.HTTPOrigin? {
        guard let text = string("a URL such as http://127.0.0.1:11333") else { return nil }
        let scheme = ["http://", "https://"].first { text.lowercased().hasPrefix($0) }
        guard let scheme else {
            report(
                .invalidValue, "is no URL of a web server; accepted: http://HOST:PORT or https://HOST:PORT")
            return nil
        }
        var authority = String(text.dropFirst(scheme.count))
        // Not shown, here and below: it may be a password.
        guard !authority.contains("@") else {
            report(.invalidValue, "holds credentials; a password stands in the file that password-file names")
            return nil
        }
        if authority.hasSuffix("/") { authority.removeLast() }
        guard !authority.contains(where: { $0 == "/" || $0 == "?" || $0 == "#" }) else {
            report(.invalidValue, "has more than scheme, host and port; accepted: \(scheme)HOST:PORT")
            return nil
        }
        let parts: HostAndPort
        do {
            parts = try HostAndPort(authority)
        } catch {
            report(.invalidValue, "\(PrintableText.quoted(text)) is not accepted: \(error.message)")
            return nil
        }
        guard parts.port > 0 else {
            report(.invalidValue, "port 0 is not accepted; accepted: 1 to 65535")
            return nil
        }
        let isEncrypted = scheme == "https://"
        if let address = parts.address {
            return ServerConfiguration.HTTPOrigin(isEncrypted: isEncrypted, host: .address(address), port: parts.port)
        }
        guard !parts.isBracketed, let name = try? DomainName(parts.host), name.isHostName else {
            report(.invalidValue, "\(PrintableText.quoted(parts.host)) is neither a host name nor an IP address")
            return nil
        }
        return ServerConfiguration.HTTPOrigin(isEncrypted: isEncrypted, host: .name(name), port: parts.port)
    }
}
