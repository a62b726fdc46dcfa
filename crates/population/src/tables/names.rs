//! Names in Roman letters and in Urdu. Source: a table of common names written for this project; any likeness to a
//! living person comes of the names being common.

/// A name in Roman letters and in Urdu.
pub(crate) type Name = (&'static str, &'static str);

/// Given names met mostly among older men.
#[rustfmt::skip]
pub(crate) const OLDER_MEN: &[Name] = &[
    ("Abdul Majeed", "عبدالمجید"), ("Abdul Ghafoor", "عبدالغفور"), ("Abdul Sattar", "عبدالستار"),
    ("Abdul Razzaq", "عبدالرزاق"), ("Abdul Hameed", "عبدالحمید"), ("Abdul Karim", "عبدالکریم"),
    ("Asghar", "اصغر"), ("Akbar", "اکبر"), ("Niaz", "نیاز"), ("Liaqat", "لیاقت"), ("Shaukat", "شوکت"),
    ("Barkat", "برکت"), ("Rehmat", "رحمت"), ("Ishaq", "اسحاق"), ("Yaqoob", "یعقوب"),
    ("Rasheed", "رشید"), ("Latif", "لطیف"), ("Sharif", "شریف"), ("Hanif", "حنیف"), ("Bashir", "بشیر"),
    ("Nazir", "نذیر"), ("Gul Khan", "گل خان"), ("Sher Khan", "شیر خان"), ("Fazal", "فضل"),
    ("Rahim Bakhsh", "رحیم بخش"), ("Allah Ditta", "اللہ دتہ"), ("Ghulam Rasool", "غلام رسول"),
    ("Khuda Bakhsh", "خدا بخش"), ("Murad", "مراد"), ("Sikandar", "سکندر"),
];

/// Given names met mostly among younger men and boys.
#[rustfmt::skip]
pub(crate) const YOUNGER_MEN: &[Name] = &[
    ("Hassan", "حسن"), ("Bilal", "بلال"), ("Hamza", "حمزہ"), ("Umar", "عمر"), ("Usman", "عثمان"),
    ("Abdullah", "عبداللہ"), ("Adnan", "عدنان"), ("Salman", "سلمان"), ("Noman", "نعمان"),
    ("Farhan", "فرحان"), ("Talha", "طلحہ"), ("Junaid", "جنید"), ("Saad", "سعد"), ("Zain", "زین"),
    ("Zeeshan", "ذیشان"), ("Danish", "دانش"), ("Waqas", "وقاص"), ("Waqar", "وقار"), ("Atif", "عاطف"),
    ("Mudassar", "مدثر"), ("Muzammil", "مزمل"), ("Fahad", "فہد"), ("Haider", "حیدر"), ("Raza", "رضا"),
    ("Babar", "بابر"),
];

/// Given names of men of every age.
#[rustfmt::skip]
pub(crate) const ALL_MEN: &[Name] = &[
    ("Ahmed", "احمد"), ("Ali", "علی"), ("Hussain", "حسین"), ("Abdul Rehman", "عبدالرحمٰن"),
    ("Abdul Qadir", "عبدالقادر"), ("Abdul Aziz", "عبدالعزیز"), ("Abdul Wahid", "عبدالواحد"),
    ("Imran", "عمران"), ("Kamran", "کامران"), ("Irfan", "عرفان"), ("Rizwan", "رضوان"),
    ("Faisal", "فیصل"), ("Khalid", "خالد"), ("Tariq", "طارق"), ("Shahid", "شاہد"), ("Zahid", "زاہد"),
    ("Sajid", "ساجد"), ("Majid", "ماجد"), ("Wajid", "واجد"), ("Nadeem", "ندیم"), ("Naeem", "نعیم"),
    ("Saleem", "سلیم"), ("Kaleem", "کلیم"), ("Waseem", "وسیم"), ("Naveed", "نوید"), ("Javed", "جاوید"),
    ("Pervez", "پرویز"), ("Arshad", "ارشد"), ("Amjad", "امجد"), ("Akram", "اکرم"), ("Aslam", "اسلم"),
    ("Anwar", "انور"), ("Afzal", "افضل"), ("Ashraf", "اشرف"), ("Iqbal", "اقبال"), ("Ijaz", "اعجاز"),
    ("Riaz", "ریاض"), ("Sarfraz", "سرفراز"), ("Shahbaz", "شہباز"), ("Nawaz", "نواز"),
    ("Mushtaq", "مشتاق"), ("Ismail", "اسماعیل"), ("Ibrahim", "ابراہیم"), ("Yousaf", "یوسف"),
    ("Younas", "یونس"), ("Idrees", "ادریس"), ("Ilyas", "الیاس"), ("Zubair", "زبیر"), ("Asif", "آصف"),
    ("Kashif", "کاشف"), ("Arif", "عارف"), ("Tahir", "طاہر"), ("Tanveer", "تنویر"), ("Sohail", "سہیل"),
    ("Rashid", "راشد"), ("Hafeez", "حفیظ"), ("Habib", "حبیب"), ("Munir", "منیر"), ("Zafar", "ظفر"),
    ("Mazhar", "مظہر"), ("Azhar", "اظہر"), ("Athar", "اطہر"), ("Qasim", "قاسم"), ("Hashim", "ہاشم"),
    ("Aqeel", "عقیل"), ("Jameel", "جمیل"), ("Daud", "داؤد"), ("Ghulam Abbas", "غلام عباس"),
    ("Jahangir", "جہانگیر"),
];

/// Given names met mostly among older women.
#[rustfmt::skip]
pub(crate) const OLDER_WOMEN: &[Name] = &[
    ("Razia", "رضیہ"), ("Parveen", "پروین"), ("Perveen Akhtar", "پروین اختر"),
    ("Noor Jahan", "نور جہاں"), ("Zubaida", "زبیدہ"), ("Hameeda", "حمیدہ"), ("Saeeda", "سعیدہ"),
    ("Rasheeda", "رشیدہ"), ("Kalsoom", "کلثوم"), ("Hajra", "ہاجرہ"), ("Halima", "حلیمہ"),
    ("Sakina", "سکینہ"), ("Mumtaz", "ممتاز"), ("Sughra", "صغریٰ"), ("Kubra", "کبریٰ"),
    ("Batool", "بتول"), ("Bilqees", "بلقیس"), ("Bakhtawar", "بختاور"), ("Gul Bibi", "گل بی بی"),
    ("Bibi Hawa", "بی بی حوا"), ("Bakht Bibi", "بخت بی بی"), ("Zar Bibi", "زر بی بی"),
    ("Mehrun Nisa", "مہرالنساء"), ("Zeb un Nisa", "زیب النساء"), ("Badshah Begum", "بادشاہ بیگم"),
    ("Ghulam Fatima", "غلام فاطمہ"), ("Ghulam Sakina", "غلام سکینہ"), ("Allah Rakhi", "اللہ رکھی"),
    ("Bachal Khatoon", "بچل خاتون"), ("Zulekha", "زلیخا"),
];

/// Given names met mostly among younger women and girls.
#[rustfmt::skip]
pub(crate) const YOUNGER_WOMEN: &[Name] = &[
    ("Fatima", "فاطمہ"), ("Ayesha", "عائشہ"), ("Khadija", "خدیجہ"), ("Maryam", "مریم"),
    ("Zainab", "زینب"), ("Hafsa", "حفصہ"), ("Hina", "حنا"), ("Sana", "ثنا"), ("Iqra", "اقراء"),
    ("Mehwish", "مہوش"), ("Maria", "ماریہ"), ("Nadia", "نادیہ"), ("Erum", "ارم"), ("Sidra", "سدرہ"),
    ("Aqsa", "اقصیٰ"), ("Anum", "انعم"), ("Kiran", "کرن"), ("Komal", "کومل"), ("Laiba", "لائبہ"),
    ("Alishba", "علیشبہ"), ("Hania", "ہانیہ"), ("Eman", "ایمان"), ("Areeba", "اریبہ"),
    ("Mahnoor", "ماہ نور"), ("Saba", "صبا"),
];

/// Given names of women of every age.
#[rustfmt::skip]
pub(crate) const ALL_WOMEN: &[Name] = &[
    ("Amina", "آمنہ"), ("Ruqayya", "رقیہ"), ("Safia", "صفیہ"), ("Sumaira", "سمیرا"),
    ("Samina", "ثمینہ"), ("Shabana", "شبانہ"), ("Shahnaz", "شہناز"), ("Shazia", "شازیہ"),
    ("Nazia", "نازیہ"), ("Rabia", "رابعہ"), ("Saima", "صائمہ"), ("Sadia", "سعدیہ"), ("Bushra", "بشریٰ"),
    ("Farzana", "فرزانہ"), ("Rukhsana", "رخسانہ"), ("Rehana", "ریحانہ"), ("Nasreen", "نسرین"),
    ("Yasmeen", "یاسمین"), ("Kausar", "کوثر"), ("Nusrat", "نصرت"), ("Rashida", "راشدہ"),
    ("Khalida", "خالدہ"), ("Zahida", "زاہدہ"), ("Sajida", "ساجدہ"), ("Shahida", "شاہدہ"),
    ("Abida", "عابدہ"), ("Tahira", "طاہرہ"), ("Naila", "نائلہ"), ("Uzma", "عظمیٰ"), ("Asma", "اسماء"),
    ("Noreen", "نورین"), ("Gul Naz", "گل ناز"), ("Gulshan", "گلشن"), ("Naseem", "نسیم"),
    ("Shamim", "شمیم"), ("Tasleem", "تسلیم"), ("Salma", "سلمیٰ"), ("Zakia", "ذکیہ"), ("Fozia", "فوزیہ"),
    ("Robina", "روبینہ"), ("Rubina", "روبینہ"), ("Irum", "ارم"), ("Shumaila", "شمائلہ"),
    ("Saira", "سائرہ"), ("Nighat", "نگہت"), ("Nagina", "نگینہ"), ("Musarrat", "مسرت"),
    ("Ishrat", "عشرت"), ("Fehmida", "فہمیدہ"), ("Naheed", "ناہید"), ("Najma", "نجمہ"),
    ("Palwasha", "پلوشہ"), ("Spogmai", "سپوگمئی"), ("Shaista", "شائستہ"), ("Marvi", "ماروی"),
    ("Sassui", "سسئی"), ("Hanifa", "حنیفہ"), ("Khatoon", "خاتون"),
];

/// Second names of women who are not called by a family's.
#[rustfmt::skip]
pub(crate) const WOMENS_SECOND: &[Name] = &[
    ("Bibi", "بی بی"), ("Begum", "بیگم"), ("Khatoon", "خاتون"), ("Mai", "مائی"), ("Akhtar", "اختر"),
];

/// Second names of families met all over the country.
#[rustfmt::skip]
pub(crate) const FAMILIES_EVERYWHERE: &[Name] = &[
    ("Khan", "خان"), ("Malik", "ملک"), ("Sheikh", "شیخ"), ("Qureshi", "قریشی"), ("Ansari", "انصاری"), ("Shah", "شاہ"),
    ("Mirza", "مرزا"), ("Baig", "بیگ"),
];

/// Second names of families of Punjab.
#[rustfmt::skip]
pub(crate) const FAMILIES_PUNJAB: &[Name] = &[
    ("Chaudhry", "چوہدری"), ("Butt", "بٹ"), ("Bhatti", "بھٹی"), ("Cheema", "چیمہ"),
    ("Warraich", "وڑائچ"), ("Gondal", "گوندل"), ("Arain", "آرائیں"), ("Jutt", "جٹ"),
    ("Rajput", "راجپوت"), ("Rana", "رانا"), ("Gujjar", "گجر"), ("Awan", "اعوان"), ("Hashmi", "ہاشمی"),
    ("Gillani", "گیلانی"), ("Bukhari", "بخاری"), ("Mughal", "مغل"), ("Dogar", "ڈوگر"),
    ("Khokhar", "کھوکھر"), ("Sial", "سیال"), ("Tiwana", "ٹوانہ"), ("Leghari", "لغاری"),
    ("Mazari", "مزاری"), ("Khosa", "کھوسہ"), ("Buzdar", "بزدار"),
];

/// Second names of families of Sindh.
#[rustfmt::skip]
pub(crate) const FAMILIES_SINDH: &[Name] = &[
    ("Siddiqui", "صدیقی"), ("Soomro", "سومرو"), ("Memon", "میمن"), ("Junejo", "جونیجو"),
    ("Jatoi", "جتوئی"), ("Chandio", "چانڈیو"), ("Panhwar", "پنہور"), ("Solangi", "سولنگی"),
    ("Brohi", "بروہی"), ("Khaskheli", "خاصخیلی"), ("Abro", "ابڑو"), ("Mahar", "مہر"),
];

/// Second names of families of Khyber Pakhtunkhwa.
#[rustfmt::skip]
pub(crate) const FAMILIES_KHYBER_PAKHTUNKHWA: &[Name] = &[
    ("Yousafzai", "یوسفزئی"), ("Afridi", "آفریدی"), ("Khattak", "خٹک"), ("Bangash", "بنگش"),
    ("Wazir", "وزیر"), ("Mehsud", "محسود"), ("Orakzai", "اورکزئی"), ("Mohmand", "مہمند"),
    ("Marwat", "مروت"), ("Shinwari", "شنواری"), ("Swati", "سواتی"), ("Tanoli", "تنولی"),
];

/// Second names of families of Balochistan.
#[rustfmt::skip]
pub(crate) const FAMILIES_BALOCHISTAN: &[Name] = &[
    ("Baloch", "بلوچ"), ("Rind", "رند"), ("Bizenjo", "بزنجو"), ("Raisani", "رئیسانی"),
    ("Kakar", "کاکڑ"), ("Achakzai", "اچکزئی"), ("Tareen", "ترین"), ("Zehri", "زہری"),
    ("Langove", "لانگو"),
];

/// Given names of men met mostly among Pashtuns and Baloch.
#[rustfmt::skip]
pub(crate) const PASHTUN_MEN: &[Name] = &[
    ("Gul Zaman", "گل زمان"), ("Khan Zada", "خان زادہ"), ("Zarwali", "زرولی"), ("Janan", "جانان"), ("Toryalai", "توریالی"),
    ("Sardar Wali", "سردار ولی"), ("Baz Muhammad", "باز محمد"), ("Nek Muhammad", "نیک محمد"), ("Sher Zaman", "شیر زمان"),
    ("Mirwais", "میرویس"), ("Balach", "بالاچ"), ("Hammal", "حمل"), ("Dad Muhammad", "داد محمد"), ("Akhtar Gul", "اختر گل"),
];

/// Given names of women met mostly among Pashtuns and Baloch.
#[rustfmt::skip]
pub(crate) const PASHTUN_WOMEN: &[Name] = &[
    ("Zarmina", "زرمینہ"), ("Gulalai", "گلالئی"), ("Shabnam Gul", "شبنم گل"), ("Wazma", "وژمہ"), ("Torpekai", "تورپیکئی"),
    ("Zarghuna", "زرغونہ"), ("Hani", "ہانی"), ("Mahganj", "مہ گنج"), ("Gul Makai", "گل مکئی"), ("Bas Bibi", "بس بی بی"),
    ("Naz Bibi", "ناز بی بی"), ("Durkhanai", "درخانئی"),
];

/// Given names of men met mostly in Sindh.
#[rustfmt::skip]
pub(crate) const SINDHI_MEN: &[Name] = &[
    ("Bachal", "بچل"), ("Sain Dino", "سائیں ڈنو"), ("Ali Gohar", "علی گوہر"), ("Rasool Bux", "رسول بخش"), ("Juman", "جمن"),
    ("Mithal", "مٹھل"), ("Photo", "پھوٹو"), ("Dodo", "دودو"), ("Achar", "آچر"), ("Punhal", "پنہل"), ("Umed Ali", "امید علی"),
    ("Ghulam Qadir", "غلام قادر"),
];

/// Given names of women met mostly in Sindh.
#[rustfmt::skip]
pub(crate) const SINDHI_WOMEN: &[Name] = &[
    ("Sodhi", "سوڈھی"), ("Moomal", "مومل"), ("Jado", "جادو"), ("Bakhtawar Khatoon", "بختاور خاتون"), ("Hurmat", "حرمت"),
    ("Zulaikhan", "زلیخاں"), ("Sabhai", "سبھائی"), ("Noori", "نوری"), ("Amnat", "آمنت"), ("Rani", "رانی"), ("Sonal", "سونل"),
    ("Khair Khatoon", "خیر خاتون"),
];

/// Given names of Christian men.
#[rustfmt::skip]
pub(crate) const CHRISTIAN_MEN: &[Name] = &[
    ("Yousaf", "یوسف"), ("Boota", "بوٹا"), ("Patras", "پطرس"), ("Younis", "یونس"), ("David", "ڈیوڈ"), ("Sunil", "سنیل"),
    ("Nasir", "ناصر"), ("Emmanuel", "عمانوئیل"), ("Samuel", "سیموئیل"), ("Daniel", "دانیال"), ("Arif", "عارف"), ("Aslam", "اسلم"),
    ("Shamoon", "شمعون"), ("Ilyas", "الیاس"), ("Barkat", "برکت"), ("Vicky", "وکی"),
];

/// Given names of Christian women.
#[rustfmt::skip]
pub(crate) const CHRISTIAN_WOMEN: &[Name] = &[
    ("Mariam", "مریم"), ("Naomi", "نعومی"), ("Ruth", "روت"), ("Sara", "سارہ"), ("Esther", "آستر"), ("Martha", "مرتھا"),
    ("Rebecca", "ربقہ"), ("Shamim", "شمیم"), ("Parveen", "پروین"), ("Nasreen", "نسرین"), ("Rakhi", "راکھی"), ("Sonia", "سونیا"),
    ("Elizabeth", "الزبتھ"), ("Hannah", "حنہ"),
];

/// Second names of Christian families.
#[rustfmt::skip]
pub(crate) const CHRISTIAN_FAMILIES: &[Name] = &[
    ("Masih", "مسیح"), ("Masih", "مسیح"), ("Masih", "مسیح"), ("Bhatti", "بھٹی"), ("Gill", "گل"), ("Sahotra", "سہوترہ"),
    ("Sadiq", "صادق"), ("John", "جان"), ("Peter", "پیٹر"),
];

/// Given names of Hindu men.
#[rustfmt::skip]
pub(crate) const HINDU_MEN: &[Name] = &[
    ("Ramesh", "رمیش"), ("Suresh", "سریش"), ("Kishan", "کشن"), ("Mohan", "موہن"), ("Bheemo", "بھیمو"), ("Chetan", "چیتن"),
    ("Prem", "پریم"), ("Ashok", "اشوک"), ("Dileep", "دلیپ"), ("Jeewan", "جیون"), ("Raju", "راجو"), ("Heero", "ہیرو"),
    ("Lachman", "لچھمن"), ("Veerji", "ویرجی"), ("Partab", "پرتاب"), ("Naresh", "نریش"),
];

/// Given names of Hindu women.
#[rustfmt::skip]
pub(crate) const HINDU_WOMEN: &[Name] = &[
    ("Radha", "رادھا"), ("Sita", "سیتا"), ("Lachmi", "لچھمی"), ("Kamla", "کملا"), ("Geeta", "گیتا"), ("Rekha", "ریکھا"),
    ("Pooja", "پوجا"), ("Meena", "مینا"), ("Devi", "دیوی"), ("Kasturi", "کستوری"), ("Jamna", "جمنا"), ("Shanti", "شانتی"),
    ("Savita", "سویتا"), ("Kajal", "کاجل"),
];

/// Second names of Hindu families.
#[rustfmt::skip]
pub(crate) const HINDU_FAMILIES: &[Name] = &[
    ("Kolhi", "کولہی"), ("Meghwar", "میگھواڑ"), ("Bheel", "بھیل"), ("Kumar", "کمار"), ("Lal", "لال"), ("Das", "داس"),
    ("Chand", "چند"), ("Oad", "اوڈ"), ("Maheshwari", "مہیشوری"), ("Rai", "رائے"),
];
