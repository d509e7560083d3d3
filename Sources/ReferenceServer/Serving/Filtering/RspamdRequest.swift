import AsyncHTTPClient
import MailAddressing
import NIOCore
import NIOHTTP1
import SMTPTransport

/// The request by which rspamd is asked about a message.
enum RspamdRequest {
    /// Where rspamd takes messages.
    static let path = "/checkv2"
    /// The most recipients that are told: more make a header that rspamd does not read.
    static let maximumRecipientCount = 200
    /// The most octets of a header's value.
    static let maximumValueLength = 1_000

    /// Makes a request.
    ///
    /// - Parameters:
    ///   - message: the message.
    ///   - origin: where rspamd listens.
    ///   - password: what it demands, or nil.
    static func request(
        about message: FilteredMessage, to origin: ServerConfiguration.HTTPOrigin, password: RedactedText?
    ) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: "\(origin)\(path)")
        request.method = .POST
        request.headers = headers(about: message, password: password)
        request.body = .stream(message.content, length: .known(Int64(message.content.size)))
        return request
    }

    /// The headers that tell of a message, as rspamd documents them; what is not known is left out.
    ///
    /// - Parameters:
    ///   - message: the message.
    ///   - password: what rspamd demands, or nil.
    static func headers(about message: FilteredMessage, password: RedactedText?) -> HTTPHeaders {
        var headers = HTTPHeaders()
        func add(_ name: String, _ value: String?) {
            guard let value = value.map({ Self.value($0) }), !value.isEmpty else { return }
            headers.add(name: name, value: value)
        }
        // One request, one connection: a kept one may be closed by rspamd just as the next message is sent.
        add("Connection", "close")
        if let password { headers.add(name: "Password", value: password.text) }
        add("Ip", message.connection.remoteAddress?.unmapped.description)
        add("Helo", message.helloName)
        add("Hostname", message.connection.remoteName)
        add("From", "<\(message.reversePath)>")
        for recipient in message.recipients.prefix(maximumRecipientCount) { add("Rcpt", "<\(recipient)>") }
        // Whose settings count, where one person's do.
        if message.recipients.count == 1 { add("Deliver-To", message.recipients.first.map { "<\($0)>" }) }
        return headers
    }

    /// A text as a header's value: controls become question marks, so that nothing a client says begins another header.
    ///
    /// - Parameter text: the text.
    static func value(_ text: String) -> String {
        var value = String.UnicodeScalarView()
        var length = 0
        for scalar in text.unicodeScalars {
            length += UTF8.width(scalar)
            guard length <= maximumValueLength else { break }
            value.append(scalar.value < 32 || scalar.value == 127 ? "?" : scalar)
        }
        return String(value)
    }
}
