"""The few words that a lesson's pages need beyond its own, in the course's language."""

from attrs import frozen

from domain.languages import Language


@frozen
class Wording:
    """Titles of units and captions inside them."""

    introduction: str
    examples: str
    exercises: str
    practice: str
    hints: str
    solution: str
    sources: str


_WORDING = {
    Language.RUSSIAN: Wording(
        "Введение", "Примеры", "Упражнения", "Практика", "Подсказки", "Решение", "Источники"
    ),
    Language.ENGLISH: Wording("Introduction", "Examples", "Exercises", "Practice", "Hints", "Solution", "Sources"),
    Language.CHINESE: Wording("简介", "示例", "练习", "实践", "提示", "解答", "参考来源"),
    Language.SPANISH: Wording(
        "Introducción", "Ejemplos", "Ejercicios", "Práctica", "Pistas", "Solución", "Fuentes"
    ),
    Language.FRENCH: Wording(
        "Introduction", "Exemples", "Exercices", "Pratique", "Indices", "Solution", "Sources"
    ),
    Language.GERMAN: Wording("Einführung", "Beispiele", "Übungen", "Praxis", "Hinweise", "Lösung", "Quellen"),
    Language.JAPANESE: Wording("はじめに", "例", "練習問題", "実践", "ヒント", "解答", "出典"),
    Language.KOREAN: Wording("소개", "예제", "연습 문제", "실습", "힌트", "풀이", "출처"),
    Language.ARABIC: Wording("مقدمة", "أمثلة", "تمارين", "تطبيق", "تلميحات", "الحل", "المصادر"),
    Language.PORTUGUESE: Wording("Introdução", "Exemplos", "Exercícios", "Prática", "Dicas", "Solução", "Fontes"),
    Language.ITALIAN: Wording(
        "Introduzione", "Esempi", "Esercizi", "Pratica", "Suggerimenti", "Soluzione", "Fonti"
    ),
    Language.TURKISH: Wording("Giriş", "Örnekler", "Alıştırmalar", "Uygulama", "İpuçları", "Çözüm", "Kaynaklar"),
    Language.VIETNAMESE: Wording("Giới thiệu", "Ví dụ", "Bài tập", "Thực hành", "Gợi ý", "Lời giải", "Nguồn"),
    Language.THAI: Wording("บทนำ", "ตัวอย่าง", "แบบฝึกหัด", "ฝึกปฏิบัติ", "คำใบ้", "เฉลย", "แหล่งที่มา"),
    Language.INDONESIAN: Wording(
        "Pendahuluan", "Contoh", "Latihan", "Praktik", "Petunjuk", "Penyelesaian", "Sumber"
    ),
    Language.MALAY: Wording("Pengenalan", "Contoh", "Latihan", "Amali", "Petunjuk", "Penyelesaian", "Sumber"),
    Language.HINDI: Wording("परिचय", "उदाहरण", "अभ्यास", "प्रयोग", "संकेत", "हल", "स्रोत"),
    Language.BENGALI: Wording("ভূমিকা", "উদাহরণ", "অনুশীলনী", "প্রয়োগ", "ইঙ্গিত", "সমাধান", "সূত্র"),
    Language.POLISH: Wording(
        "Wprowadzenie", "Przykłady", "Ćwiczenia", "Praktyka", "Wskazówki", "Rozwiązanie", "Źródła"
    ),
}


def wording_of(language: Language) -> Wording:
    """The words of that language; each of the 19 has them."""
    return _WORDING[language]
