import MailAddressing

/// What a parser says of a text: the value, or the mistake and its place.
func domain(_ text: String) -> Result<DomainName, AddressError> {
    do throws(AddressError) { return .success(try DomainName(text)) } catch { return .failure(error) }
}

/// What a parser says of octets: the value, or the mistake and its place.
func domain(octets: [UInt8]) -> Result<DomainName, AddressError> {
    do throws(AddressError) { return .success(try DomainName(parsing: octets.span)) } catch { return .failure(error) }
}

/// What a parser says of an internationalized name: the value, or the mistake and its place.
func international(_ text: String) -> Result<DomainName, AddressError> {
    do throws(AddressError) { return .success(try DomainName(internationalized: text)) } catch {
        return .failure(error)
    }
}

/// What a parser says of a text: the value, or the mistake and its place.
func host(_ text: String) -> Result<MailHost, AddressError> {
    do throws(AddressError) { return .success(try MailHost(text)) } catch { return .failure(error) }
}

/// What a parser says of octets: the value, or the mistake and its place.
func host(octets: [UInt8]) -> Result<MailHost, AddressError> {
    do throws(AddressError) { return .success(try MailHost(parsing: octets.span)) } catch { return .failure(error) }
}

/// What a parser says of a text: the value, or the mistake and its place.
func mailbox(_ text: String) -> Result<Mailbox, AddressError> {
    do throws(AddressError) { return .success(try Mailbox(text)) } catch { return .failure(error) }
}

/// What a parser says of octets: the value, or the mistake and its place.
func mailbox(octets: [UInt8]) -> Result<Mailbox, AddressError> {
    do throws(AddressError) { return .success(try Mailbox(parsing: octets.span)) } catch { return .failure(error) }
}

/// A text, what is wrong with it, and where.
struct WrongAddress: Sendable, CustomStringConvertible {
    let text: String
    let error: AddressError

    init(_ text: String, _ problem: AddressError.Problem, at offset: Int) {
        self.text = text
        error = AddressError(problem, at: offset)
    }

    var description: String { String(reflecting: text) }
}

/// Names of many letters.
enum Long {
    /// One label of so many letters.
    static func label(_ count: Int) -> String { String(repeating: "a", count: count) }

    /// A domain of so many octets, at least 193, in labels of 63 and less.
    static func domain(_ count: Int) -> String {
        [label(63), label(63), label(63), label(count - 192)].joined(separator: ".")
    }
}
