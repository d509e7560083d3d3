import NIOCore
import SMTPTransport

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What follows a scenario's name: pairs of `--name` and a value.
struct Options {
    /// What is wrong with them, for people.
    struct Mistake: Error, CustomStringConvertible {
        let description: String
    }

    private var values: [String: String] = [:]

    init(_ words: ArraySlice<String>) throws(Mistake) {
        var rest = words
        while let name = rest.popFirst() {
            guard name.hasPrefix("--"), let value = rest.popFirst() else {
                throw Mistake(description: "expected --name and a value at '\(name)'")
            }
            values[String(name.dropFirst(2))] = value
        }
    }

    func text(_ name: String, default standard: String? = nil) throws(Mistake) -> String {
        guard let value = values[name] ?? standard else { throw Mistake(description: "--\(name) is missing") }
        return value
    }

    func number(_ name: String, default standard: Int? = nil) throws(Mistake) -> Int {
        let text = try text(name, default: standard.map(String.init))
        guard let number = Int(text), number > 0 else {
            throw Mistake(description: "--\(name) wants a number above 0, not '\(text)'")
        }
        return number
    }

    /// The server, by `--server ADDRESS:PORT`.
    func address() throws -> SocketAddress {
        let text = try text("server")
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]) else {
            throw Mistake(description: "--server wants ADDRESS:PORT, not '\(text)'")
        }
        return try SocketAddress(ipAddress: String(text[..<colon]), port: port)
    }

    /// How TLS is used, by `--security`; certificates are not checked, as between mail servers.
    func security() throws -> SMTPClient.Security {
        switch try text("security", default: "starttls") {
        case "clear": return .none
        case "starttls": return .startTLSRequired(try SMTPClientTLS.opportunistic())
        case "implicit": return .implicit(try SMTPClientTLS.opportunistic())
        case let other: throw Mistake(description: "--security does not know '\(other)'")
        }
    }

    /// The octets of a small file.
    func file(_ name: String) throws(Mistake) -> [UInt8] {
        let path = try text(name)
        guard let file = fopen(path, "rb") else { throw Mistake(description: "cannot read \(path)") }
        defer { fclose(file) }
        var octets = [UInt8](repeating: 0, count: 65_536)
        let count = fread(&octets, 1, octets.count, file)
        return Array(octets[..<count])
    }
}
