import DeliveryAgent
import DeliveryQueue
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import InternetMessage
import MailAddressing

/// A web app that sends mail: who signs up is answered when the welcome is on disk, and need not wait for mail hosts.
enum WebApp {
    static let sender = "noreply@app.test"

    /// What is posted.
    private struct SignUp: Decodable {
        var email: String
    }

    /// The app and its outbox, as services of one group: the outbox ends last, when no request can come any more.
    static func make(with outbox: DeliveryService) -> some ApplicationProtocol {
        let router = Router()
        router.post("signup") { request, context -> EditedResponse<String> in
            let signUp = try await request.decode(as: SignUp.self, context: context)
            guard let reader = try? Mailbox(signUp.email) else {
                throw HTTPError(.badRequest, message: "That is no mail address")
            }
            // Whoever clicks twice is welcomed once.
            let id = try await outbox.submit(
                try welcome(to: reader), from: try Mailbox(sender), to: [reader],
                key: InjectionKey("welcome \(reader)"))
            return EditedResponse(status: .accepted, response: id.description)
        }
        return Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 8080)),
            services: [outbox])
    }

    /// The mail.
    static func welcome(to reader: Mailbox) throws -> [UInt8] {
        let from = try Mailbox(sender)
        var builder = MessageBuilder(
            from: NamedMailbox(displayName: "The App", mailbox: from),
            date: MessageDate(unixSeconds: Int64(Date().timeIntervalSince1970)),
            identifier: try MessageIdentifier(unique: UUID().uuidString, domain: try DomainName("app.test")))
        builder.to = AddressList([NamedMailbox(displayName: nil, mailbox: reader)])
        builder.subject = "Welcome"
        builder.text = "Welcome! It is good to have you here.\n"
        return try builder.message()
    }
}
