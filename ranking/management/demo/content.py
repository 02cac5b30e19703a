"""What the demo project is about: short questions to a help desk, in English and Turkish.

The items stand in `items.jsonl` and `counterfactual.jsonl` beside this file, in the import format.
"""

from pathlib import Path
from typing import Any

NAME = "Help desk (demo)"
SLUG = "demo"
FILES = [Path(__file__).with_name(name) for name in ("items.jsonl", "counterfactual.jsonl")]
DESCRIPTION = "Short questions to a help desk. A small model answers; people rate, compare and rank what it says."
GUIDELINES = """\
**What you see.** One question, and what a model answered. You never see which model, prompt or temperature
made an answer, and neither do the others.

1. Read the question first, then the whole answer.
2. Judge each dimension on its own: an answer can be clear and still wrong.
3. Length is not quality. Ask whether somebody with this question would be helped.
4. An answer that breaks off in the middle, or repeats itself, is less clear.
5. Leave a comment where the model should do better: comments become proposals for the next prompt.

---

**Türkçe.** Önce soruyu, sonra yanıtın tamamını okuyun. Her boyutu ayrı değerlendirin: Bir yanıt açık ama yanlış
olabilir. Uzunluk nitelik değildir. Modelin daha iyi yapması gerekeni yorum olarak yazın.
"""


def _dimension(
    name: str, label: tuple[str, str], description: tuple[str, str], levels: list[tuple[str, str]]
) -> dict[str, Any]:
    return {
        "name": name,
        "label": label[0],
        "description": description[0],
        "levels": [{"value": value, "text": text[0]} for value, text in enumerate(levels, start=1)],
        "translations": {
            "tr": {"label": label[1], "description": description[1], "levels": [text[1] for text in levels]}
        },
        "acceptance_threshold": 4,
    }


DIMENSIONS = [
    _dimension(
        "helpfulness",
        ("Helpfulness", "Yararlılık"),
        ("Would somebody with this question be helped?", "Bu soruyu soran birine yardımcı olur mu?"),
        [
            ("Does not answer the question", "Soruyu yanıtlamıyor"),
            ("Touches the subject, leaves the question open", "Konuya değiniyor, soru açık kalıyor"),
            ("Answers a part of it", "Bir kısmını yanıtlıyor"),
            ("Answers it", "Yanıtlıyor"),
            ("Answers it, with a concrete example or next step", "Somut bir örnek ya da sonraki adımla yanıtlıyor"),
        ],
    ),
    _dimension(
        "correctness",
        ("Correctness", "Doğruluk"),
        ("Is what it says true?", "Söyledikleri doğru mu?"),
        [
            ("Wrong in what matters", "Önemli noktada yanlış"),
            ("More wrong than right", "Doğrudan çok yanlış var"),
            ("Right and wrong mixed", "Doğru ve yanlış karışık"),
            ("Right, with small slips", "Doğru, küçük hatalar var"),
            ("Right throughout", "Baştan sona doğru"),
        ],
    ),
    _dimension(
        "clarity",
        ("Clarity", "Açıklık"),
        ("Can it be understood at first reading?", "İlk okuyuşta anlaşılıyor mu?"),
        [
            ("Cannot be understood", "Anlaşılmıyor"),
            ("Hard to follow, repeats itself or breaks off", "Zor anlaşılıyor, yineliyor ya da yarıda kesiliyor"),
            ("Clear in parts", "Yer yer açık"),
            ("Clear", "Açık"),
            ("Clear, short and complete", "Açık, kısa ve eksiksiz"),
        ],
    ),
]

TEMPLATE = "help-desk"
PLAIN: dict[str, Any] = {
    "system": "You are a help desk. Answer the question of the customer.",
    "user_text": "{{prompt}}",
    "temperature": 0.9,
    "note": "The plain beginning.",
}
INSTRUCTED: dict[str, Any] = {
    "system": "You are a help desk. Answer the question of the customer.",
    "user_text": "{{prompt}}",
    "principles": [
        "Answer the question in the first sentence.",
        "Use at most three short sentences.",
    ],
    "exemplars": [
        {
            "input": "How do I keep a plant alive while I travel?",
            "output": "Water it well before you leave and move it out of the sun. "
            "A bottle turned upside down in the soil keeps it moist for a week.",
            "response": None,
        }
    ],
    "temperature": 0.3,
    "note": "Says what an answer should look like.",
}
