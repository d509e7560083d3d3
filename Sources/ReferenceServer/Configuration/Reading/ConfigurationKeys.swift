/// The keys of the file, mapping by mapping, and all of them in one table.
enum ConfigurationKeys {
    /// The keys at the top of the file.
    enum TopLevel: String, CaseIterable, ConfigurationKey {
        case hostname
        case user
        case group
        case data
        case storage
        case durability
        case spoolThreshold = "spool-threshold"
        case minimumFreeSpace = "minimum-free-space"
        case queueLimit = "queue-limit"
        case listeners
        case limits
        case tls
        case oauth
        case accounts
        case dns
        case delivery
        case suppression
        case forwarding
        case filter
        case dkim
        case history
        case http
    }

    /// The keys of `queue-limit`.
    enum QueueLimit: String, CaseIterable, ConfigurationKey {
        case messages
        case recipients
    }

    /// The keys of an entry of `listeners`.
    enum Listener: String, CaseIterable, ConfigurationKey {
        case address
        case kind
        case relayFrom = "relay-from"
        case proxyFrom = "proxy-from"
        case xclientFrom = "xclient-from"
        case greetingDelay = "greeting-delay"
        case dangerousAuthWithoutTLS = "dangerous-auth-without-tls"
    }

    /// The keys of `limits`.
    enum Limits: String, CaseIterable, ConfigurationKey {
        case messageSize = "message-size"
        case headerSize = "header-size"
        case recipients
        case messages
        case commandLine = "command-line"
        case errors
        case idleCommands = "idle-commands"
        case longestHold = "longest-hold"
        case sessions
        case sessionsPerAddress = "sessions-per-address"
        case sessionsPerNetwork = "sessions-per-network"
        case connectionsPerMinute = "connections-per-minute"
        case connectionsPerMinutePerNetwork = "connections-per-minute-per-network"
        case freeErrors = "free-errors"
        case errorDelay = "error-delay"
        case loginFailures = "login-failures"
        case memory
        case handshakeTimeout = "handshake-timeout"
        case commandTimeout = "command-timeout"
        case minimumRate = "minimum-rate"
        case rateWindow = "rate-window"
    }

    /// The keys of `tls`.
    enum TLS: String, CaseIterable, ConfigurationKey {
        case certificate
        case key
        case additional
        case roots
    }

    /// The keys of an entry of `tls.additional`.
    enum KeyPair: String, CaseIterable, ConfigurationKey {
        case certificate
        case key
    }

    /// The keys of `oauth`.
    enum OAuth: String, CaseIterable, ConfigurationKey {
        case checker
        case timeout
    }

    /// The keys of an entry of `accounts`.
    enum Account: String, CaseIterable, ConfigurationKey {
        case user
        case passwordFile = "password-file"
        case sendAs = "send-as"
    }

    /// The keys of `dns`.
    enum DNS: String, CaseIterable, ConfigurationKey {
        case servers
        case trustAuthenticated = "trust-authenticated"
    }

    /// The keys of `suppression`.
    enum Suppression: String, CaseIterable, ConfigurationKey {
        case learn
        case hold
    }

    /// The keys of `forwarding`.
    enum Forwarding: String, CaseIterable, ConfigurationKey {
        case postmaster
        case rewriteDomain = "rewrite-domain"
        case rewriteSecretFile = "rewrite-secret-file"
        case cutThrough = "cut-through"
    }

    /// The keys of `filter`.
    enum Filter: String, CaseIterable, ConfigurationKey {
        case allowLists = "allow-lists"
        case blockLists = "block-lists"
        case rspamd
    }

    /// The keys of an entry of `filter.allow-lists` or `filter.block-lists`.
    enum AddressList: String, CaseIterable, ConfigurationKey {
        case zone
        case name
        case answers
    }

    /// The keys of `filter.rspamd`.
    enum Rspamd: String, CaseIterable, ConfigurationKey {
        case url
        case passwordFile = "password-file"
        case timeout
        case unavailable
        case largestMessage = "largest-message"
    }

    /// The keys of `dkim`.
    enum Signing: String, CaseIterable, ConfigurationKey {
        case sign
        case unsignable
        case keys
    }

    /// The keys of an entry of `dkim.keys`.
    enum SigningKey: String, CaseIterable, ConfigurationKey {
        case domain
        case selector
        case keyFile = "key-file"
    }

    /// The keys of `history`.
    enum History: String, CaseIterable, ConfigurationKey {
        case retention
        case maximumSize = "maximum-size"
    }

    /// The keys of `http`.
    enum HTTP: String, CaseIterable, ConfigurationKey {
        case address
    }
}

extension ConfigurationKeys {
    /// The path of every key, `[]` standing for an entry of a list, as in `listeners[].kind`.
    static let all: [String] = {
        let groups: [[String]] = [
            paths(TopLevel.self, under: ""),
            paths(QueueLimit.self, under: "queue-limit."),
            paths(Listener.self, under: "listeners[]."),
            paths(Limits.self, under: "limits."),
            paths(TLS.self, under: "tls."),
            paths(KeyPair.self, under: "tls.additional[]."),
            paths(OAuth.self, under: "oauth."),
            paths(Account.self, under: "accounts[]."),
            paths(DNS.self, under: "dns."),
            paths(Suppression.self, under: "suppression."),
            paths(Forwarding.self, under: "forwarding."),
            paths(Filter.self, under: "filter."),
            paths(AddressList.self, under: "filter.allow-lists[]."),
            paths(AddressList.self, under: "filter.block-lists[]."),
            paths(Rspamd.self, under: "filter.rspamd."),
            paths(Signing.self, under: "dkim."),
            paths(SigningKey.self, under: "dkim.keys[]."),
            paths(History.self, under: "history."),
            paths(HTTP.self, under: "http."),
        ]
        return (groups + deliveryGroups).flatMap { $0 }
    }()

    /// The path of the one key with this name, when the name stands elsewhere in the file; nil when there are several.
    ///
    /// - Parameter name: the last part of a path, exactly.
    static func path(endingIn name: String) -> String? {
        let matches = all.filter { $0 == name || $0.hasSuffix(".\(name)") }
        return matches.count == 1 ? matches.first : nil
    }

    static func paths<Key: ConfigurationKey>(_ type: Key.Type, under prefix: String) -> [String] {
        Key.allCases.map { prefix + $0.rawValue }
    }
}
