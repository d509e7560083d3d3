import BounceClassification
import MailAddressing

/// Something to know of the suppression list, or to change in it, as it goes through the control socket; complete.
enum SuppressionRequest: Codable, Hashable, Sendable {
    /// A page of the entries, by domain and then by mailbox: those that follow one, or the first.
    case list(after: SuppressionName?, limit: Int)
    /// What holds mail to an address or a domain back, and what was counted against it.
    case show(String)
    /// That nothing goes to somebody, for some seconds or until it is removed.
    case add([SuppressionName], reason: String, seconds: Int64?)
    /// That mail goes there again.
    case remove([SuppressionName])
}

/// Which entry of the suppression list is meant.
struct SuppressionName: Codable, Hashable, Sendable {
    /// The mailbox, or with `@` before it a whole domain.
    var address: String
    /// The domain whose mail is held back; absent where it is everybody's, or a stream's.
    var senderDomain: String?
    /// The stream that is held back.
    var stream: String?

    /// Makes a name of what people write.
    ///
    /// - Parameters:
    ///   - address: a mailbox, or a domain with `@` before it.
    ///   - senderDomain: the domain whose mail is held back; nil for everybody's.
    init(address: String, senderDomain: String? = nil) {
        self.address = address
        self.senderDomain = senderDomain
    }

    /// The name of an entry.
    init(_ key: SuppressionKey) {
        address = key.target.description
        switch key.scope {
        case .everybody: break
        case .senderDomain(let domain): senderDomain = domain.text
        case .stream(let name): stream = name.text
        }
    }

    /// The key that it names.
    ///
    /// - Throws: `CommandFailure` of wrong usage, with what is wrong.
    func key() throws(CommandFailure) -> SuppressionKey {
        let target = try Self.target(address)
        if let stream {
            guard let name = try? StreamName(stream) else {
                throw .usage("\(Console.printable(stream)) is no name of a stream")
            }
            return SuppressionKey(target, for: .stream(name))
        }
        guard let senderDomain else { return SuppressionKey(target) }
        let text = senderDomain.hasPrefix("@") ? String(senderDomain.dropFirst()) : senderDomain
        guard let domain = try? DomainName(internationalized: text) else {
            throw .usage("\(Console.printable(senderDomain)) is no domain of senders; accepted: example.org")
        }
        return SuppressionKey(target, for: .senderDomain(domain))
    }

    /// Whom an address or a domain means.
    ///
    /// - Throws: `CommandFailure` of wrong usage, with what is wrong.
    static func target(_ address: String) throws(CommandFailure) -> SuppressionTarget {
        let isBracketed = address.hasPrefix("<") && address.hasSuffix(">")
        // Else a word in a list of addresses would hold back all mail to a provider.
        guard address.contains("@") else {
            let isDomain = (try? DomainName(internationalized: address)) != nil
            let shown = address.isEmpty ? "an empty text" : Console.printable(address)
            let near = isDomain ? "; for everybody of the domain write @\(shown)" : ""
            throw .usage("\(shown) is no address; accepted: ada@example.org, @example.org\(near)")
        }
        do throws(AddressError) {
            return try SuppressionTarget(parsing: isBracketed ? String(address.dropFirst().dropLast()) : address)
        } catch {
            throw .usage(
                "\(Console.printable(address)) is neither an address nor a domain: \(error); accepted: ada@example.org, @example.org"
            )
        }
    }
}
