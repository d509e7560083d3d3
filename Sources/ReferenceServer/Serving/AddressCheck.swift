import MailAddressing
import SMTPTransport

/// Tells before anything is made whether an address can be listened on.
enum AddressCheck {
    /// Listens on the address and gives it up again.
    ///
    /// - Throws: `CommandFailure` with the reason, such as a port in use.
    static func check(_ endpoint: ServerConfiguration.Endpoint) throws(CommandFailure) {
        do throws(SMTPTransportError) {
            try ListeningSocket.bind(host: endpoint.address.description, port: endpoint.port).closeSocket()
        } catch {
            throw .operational(error.reason)
        }
    }
}
