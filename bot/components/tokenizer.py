"""Tokens of the normalised text, so that word and character counts see standard spelling."""

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.nlu.tokenizers.whitespace_tokenizer import WhitespaceTokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.components.text import classifier_text


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class NormalisingTokenizer(WhitespaceTokenizer):
    """WhitespaceTokenizer over `classifier_text`; the message's own text is left as it was typed.

    Token offsets point into the normalised text. Nothing in this pipeline reads them: entities come
    from regular expressions over the original text.
    """

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Return the tokens of `attribute`; texts are normalised, intent names are not."""
        if attribute != TEXT:
            return super().tokenize(message, attribute)
        return super().tokenize(Message({TEXT: classifier_text(message)}), TEXT)
