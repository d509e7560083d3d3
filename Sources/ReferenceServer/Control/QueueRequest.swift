import DeliveryQueue
import Foundation

/// A question about the queue, as it goes through the control socket; complete.
enum QueueRequest: Codable, Sendable {
    /// Counts.
    case summary
    /// Messages, settled ones too if asked for.
    case list(includesSettled: Bool, limit: Int)
    /// One message's life.
    case trace(id: String)
}

/// The answer to a question about the queue; exactly one part is there.
struct QueueResponse: Codable {
    var summary: SummaryView?
    var list: [MessageView]?
    var trace: TraceView?
    /// What was asked is not there.
    var notFound: String?
    /// The question could not be answered.
    var failure: String?
}

extension QueueRequest {
    /// Answers from a store.
    func answer(from store: any QueueStore) async -> QueueResponse {
        do throws(QueueStoreError) {
            switch self {
            case .summary: return QueueResponse(summary: SummaryView(try await store.summary()))
            case .list(let includesSettled, let limit):
                let messages = try await store.list(includesSettled: includesSettled, limit: limit)
                return QueueResponse(list: messages.map(MessageView.init))
            case .trace(let text):
                guard let id = MessageID(text) else {
                    return QueueResponse(
                        notFound: "\(Console.printable(text)) is no message's name: it has 13 letters and digits")
                }
                guard let stored = try await store.message(id) else {
                    return QueueResponse(notFound: "there is no message \(id), or its history is over")
                }
                return QueueResponse(trace: TraceView(stored, try await store.events(of: id)))
            }
        } catch {
            return QueueResponse(failure: error.reason)
        }
    }
}
