import DeliveryAgent
import MailAddressing
import Yams

extension ServerConfiguration.DNS {
    /// Reads the value of `dns`.
    ///
    /// - Parameter cursor: the mapping.
    init(reading cursor: ConfigurationCursor) {
        self.init()
        guard let fields = cursor.fields(ConfigurationKeys.DNS.self) else { return }
        fields.assign(.servers, to: &servers) { list in
            list.items(of: "addresses such as \"127.0.0.1:53\"").compactMap { $0.endpoint(ports: 1...65_535) }
        }
        fields.assign(.trustAuthenticated, to: &trustAuthenticated) { $0.choice(TrustAuthenticated.self) }
    }
}

extension ServerConfiguration.Suppression {
    /// Reads the value of `suppression`.
    ///
    /// - Parameter cursor: the mapping.
    init(reading cursor: ConfigurationCursor) {
        self.init()
        guard let fields = cursor.fields(ConfigurationKeys.Suppression.self) else { return }
        fields.assign(.learn, to: &learns) { $0.boolean() }
        fields.assign(.hold, to: &hold) { $0.duration(in: Self.holdRange) }
        if !learns, fields[.hold] != nil { fields.report(.noEffect, .hold, "has no effect while learn is false") }
    }
}

extension ServerConfiguration.Signing {
    /// Reads the value of `dkim`.
    ///
    /// - Parameter cursor: the mapping.
    init(reading cursor: ConfigurationCursor) {
        self.init()
        guard let fields = cursor.fields(ConfigurationKeys.Signing.self) else { return }
        fields.assign(.sign, to: &isEnabled) { $0.boolean() }
        fields.assign(.unsignable, to: &unsignable) { $0.choice(UnsignablePolicy.self) }
        fields.assign(.keys, to: &keys) { Key.list(reading: $0) }
        if isEnabled, fields[.sign] != nil, keys.isEmpty {
            fields.report(.noEffect, .sign, "has no effect without an entry in dkim.keys")
        }
    }
}

extension ServerConfiguration.Signing.Key {
    /// Reads the value of `dkim.keys`.
    ///
    /// - Parameter cursor: the list.
    static func list(reading cursor: ConfigurationCursor) -> [ServerConfiguration.Signing.Key] {
        var keys: [ServerConfiguration.Signing.Key] = []
        for item in cursor.items(of: "keys, each with domain, selector and key-file") {
            guard let fields = item.fields(ConfigurationKeys.SigningKey.self) else { continue }
            let domain = fields.required(.domain)?.domain()
            let selector = fields.required(.selector)?.labels()
            let keyFile = fields.required(.keyFile)?.filePath()
            guard let domain, let selector, let keyFile else { continue }
            if keys.contains(where: { $0.domain == domain && $0.selector == selector }) {
                item.report(.conflict, "\(selector)._domainkey.\(domain) is already the name of another key")
            }
            keys.append(ServerConfiguration.Signing.Key(domain: domain, selector: selector, keyFile: keyFile))
        }
        return keys
    }
}

extension ServerConfiguration.History {
    /// Reads the value of `history`.
    ///
    /// - Parameter cursor: the mapping.
    init(reading cursor: ConfigurationCursor) {
        self.init()
        guard let fields = cursor.fields(ConfigurationKeys.History.self) else { return }
        fields.assign(.retention, to: &retention) { $0.duration(in: ServerConfiguration.retentionRange) }
        fields.assign(.maximumSize, to: &maximumSize) { $0.size(in: ServerConfiguration.historySizeRange) }
    }
}

extension ServerConfiguration.HTTP {
    /// Reads the value of `http`.
    ///
    /// - Parameter cursor: the mapping.
    init(reading cursor: ConfigurationCursor) {
        self.init()
        guard let fields = cursor.fields(ConfigurationKeys.HTTP.self) else { return }
        guard let cursor = fields[.address] else { return }
        isUsual = false
        if cursor.node.string == Self.nowhere {
            endpoint = nil
        } else if let address = cursor.endpoint(ports: 0...65_535) {
            endpoint = address
        }
    }
}
