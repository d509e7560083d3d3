/// The keys at the top of the file.
enum TopLevelKey: String, CaseIterable, ConfigurationKey {
    case hostname
    case data
    case storage
    case durability
    case spoolThreshold = "spool-threshold"
    case listeners
    case tls
    case oauth
    case accounts
    case dns
    case delivery
    case dkim
    case history
    case http
}

/// The keys of an entry of `listeners`.
enum ListenerKey: String, CaseIterable, ConfigurationKey {
    case address
    case kind
    case relayFrom = "relay-from"
    case proxyFrom = "proxy-from"
    case xclientFrom = "xclient-from"
}

/// The keys of `tls`.
enum TLSKey: String, CaseIterable, ConfigurationKey {
    case certificate
    case key
    case additional
    case roots
}

/// The keys of an entry of `tls.additional`.
enum KeyPairKey: String, CaseIterable, ConfigurationKey {
    case certificate
    case key
}

/// The keys of an entry of `accounts`.
enum AccountKey: String, CaseIterable, ConfigurationKey {
    case user
    case passwordFile = "password-file"
}

/// The keys of `dns`.
enum DNSKey: String, CaseIterable, ConfigurationKey {
    case servers
    case trustAuthenticated = "trust-authenticated"
}

/// The keys of `delivery`.
enum DeliveryKey: String, CaseIterable, ConfigurationKey {
    case mode
    case port
    case privateAddresses = "private-addresses"
    case relay
    case routes
    case sources
    case retry
}

/// The keys of an entry of `delivery.relay`.
enum RelayKey: String, CaseIterable, ConfigurationKey {
    case host
    case tls
    case username
    case passwordFile = "password-file"
}

/// The keys of `delivery.retry`.
enum RetryKey: String, CaseIterable, ConfigurationKey {
    case first
    case factor
    case max
    case jitter
    case expire
    case delayNotice = "delay-notice"
}

/// The keys of `dkim`.
enum SigningKey: String, CaseIterable, ConfigurationKey {
    case sign
    case keys
}

/// The keys of an entry of `dkim.keys`.
enum SigningKeyEntryKey: String, CaseIterable, ConfigurationKey {
    case domain
    case selector
    case keyFile = "key-file"
}

/// The keys of `history`.
enum HistoryKey: String, CaseIterable, ConfigurationKey {
    case retention
}

/// The keys of `http`.
enum HTTPKey: String, CaseIterable, ConfigurationKey {
    case address
}

/// All keys of the file in one table.
enum ConfigurationKeys {
    /// The path of every key, `[]` standing for an entry of a list, as in `listeners[].kind`.
    static let all: [String] = {
        let groups: [[String]] = [
            paths(TopLevelKey.self, under: ""),
            paths(ListenerKey.self, under: "listeners[]."),
            paths(TLSKey.self, under: "tls."),
            paths(KeyPairKey.self, under: "tls.additional[]."),
            paths(AccountKey.self, under: "accounts[]."),
            paths(DNSKey.self, under: "dns."),
            paths(DeliveryKey.self, under: "delivery."),
            paths(RelayKey.self, under: "delivery.relay[]."),
            paths(RetryKey.self, under: "delivery.retry."),
            paths(SigningKey.self, under: "dkim."),
            paths(SigningKeyEntryKey.self, under: "dkim.keys[]."),
            paths(HistoryKey.self, under: "history."),
            paths(HTTPKey.self, under: "http."),
        ]
        return groups.flatMap { $0 }
    }()

    /// The path of the one key with this name, when the name stands elsewhere in the file; nil when there are several.
    ///
    /// - Parameter name: the last part of a path, exactly.
    static func path(endingIn name: String) -> String? {
        let matches = all.filter { $0 == name || $0.hasSuffix(".\(name)") }
        return matches.count == 1 ? matches.first : nil
    }

    private static func paths<Key: ConfigurationKey>(_ type: Key.Type, under prefix: String) -> [String] {
        Key.allCases.map { prefix + $0.rawValue }
    }
}
